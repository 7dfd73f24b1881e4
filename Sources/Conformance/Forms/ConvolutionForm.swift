import Croton

extension VectorForm {
  /// Convolution: outputs and both gradients in every mode.
  static let convolution = VectorForm(
    fileName: "conv2d.json", marks: ["signal_conv2d", "cases/border_mode", "cases/num_groups"]
  ) { file in
    let content = try file.decode(as: ConvolutionFile.self)
    return (content.cases ?? []).flatMap { $0.vectorCases(content.tolerance ?? .exact) }
  }
}

private struct ConvolutionFile: Decodable {
  let tolerance: Tolerances?
  let cases: [ConvolutionVector]?
}

private struct ConvolutionVector: Decodable, Sendable {
  let name: String
  let border_mode: BorderMode
  let subsample: Pair
  let filter_flip: Bool
  let filter_dilation: Pair
  let num_groups: Int
  let input: GivenArray
  let filters: GivenArray
  let output: WantedArray
  let gy: GivenArray?
  let grad_input: WantedArray?
  let grad_filters: WantedArray?

  func vectorCases(_ tolerances: Tolerances) -> [VectorCase] {
    guard border_mode == .named("valid")
    else { return [VectorCase(name, skipped: "padding is not there")] }
    var cases = [
      VectorCase(name, ConvolutionCase(vector: self, gy: nil, tolerances: tolerances))
    ]
    if let gy {
      cases.append(
        VectorCase(
          "\(name): gradients", ConvolutionCase(vector: self, gy: gy, tolerances: tolerances)))
    }
    return cases
  }

  func convolution<Scalar: FloatingPointTensorScalar>(
    _ x: Shared<Scalar>, _ w: Shared<Scalar>
  ) -> Tensor<Scalar> {
    conv2d(
      x, filters: w, stride: subsample.tuple, dilation: filter_dilation.tuple,
      groups: num_groups, filterFlip: filter_flip)
  }
}

/// The output of a convolution, or its gradients.
private struct ConvolutionCase: GraphCase {
  let vector: ConvolutionVector
  /// The gradient of the output, where the gradients are wanted.
  let gy: GivenArray?
  let tolerances: Tolerances

  var givens: [GivenArray] { [vector.input, vector.filters] + (gy.map { [$0] } ?? []) }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try vector.input.shared("x", of: type)
    let w = try vector.filters.shared("w", of: type)
    let y = vector.convolution(x, w)
    guard let gy else {
      return [Expectation(what: "output", tensor: y, wanted: vector.output)]
    }
    let cost = try (y * gy.shared("gy", of: type)).sum()
    let gradients = try gradient(of: cost, withRespectTo: [x, w])
    return [
      ("grad_input", gradients[0], vector.grad_input),
      ("grad_filters", gradients[1], vector.grad_filters),
    ].compactMap { what, tensor, wanted in
      wanted.map { Expectation(what: what, tensor: tensor, wanted: $0) }
    }
  }
}

/// How a convolution treats the border: by name, or so much padding for rows and columns.
enum BorderMode: Decodable, Sendable, Equatable {
  /// Zeros before and after an axis.
  struct Amount: Decodable, Sendable, Equatable {
    let before: Int
    let after: Int

    init(before: Int, after: Int) {
      self.before = before
      self.after = after
    }

    init(_ amount: Int) {
      self.init(before: amount, after: amount)
    }

    init(from decoder: any Decoder) throws {
      if let amount = try? decoder.singleValueContainer().decode(Int.self) {
        self.init(amount)
      } else {
        let pair = try Pair(from: decoder)
        self.init(before: pair.rows, after: pair.columns)
      }
    }
  }

  case named(String)
  case amounts([Amount])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .named(name)
    } else if let padding = try? container.decode(Int.self) {
      self = .amounts([Amount(padding), Amount(padding)])
    } else {
      self = .amounts(try [Amount](from: decoder))
    }
  }
}

import Frontend

extension VectorForm {
  /// Convolution: outputs and both gradients in every mode.
  static let convolution = VectorForm(
    fileName: "conv2d.json", marks: ["signal_conv2d", "cases/border_mode", "cases/num_groups"]
  ) { file in
    let content = try file.decode(as: ConvolutionFile.self)
    let tolerances = content.tolerance ?? .exact
    return content.cases.vectorCases { $0.vectorCases(tolerances) }
      + content.signal_conv2d.vectorCases { [VectorCase($0.name, $0)] }
      + content.literals.vectorCases { [$0.vectorCase] }
      + content.must_raise.vectorCases(\.vectorCases)
  }
}

private struct ConvolutionFile: Decodable {
  let tolerance: Tolerances?
  let cases: Section<ConvolutionVector>?
  let signal_conv2d: Section<SignalVector>?
  let literals: Section<ConvolutionLiteral>?
  let must_raise: Section<ConvolutionRefusal>?
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
  let output: ExpectedArray
  let gy: GivenArray?
  let grad_input: ExpectedArray?
  let grad_filters: ExpectedArray?

  func vectorCases(_ tolerances: Tolerances) -> [VectorCase] {
    let output = ConvolutionCase(vector: self, gy: nil, tolerances: tolerances)
    guard let gy else { return [VectorCase(name, output)] }
    let gradients = ConvolutionCase(vector: self, gy: gy, tolerances: tolerances)
    return [VectorCase(name, output), VectorCase("\(name): gradients", gradients)]
  }
}

/// The output of a convolution, or its gradients.
private struct ConvolutionCase: GraphCase {
  let vector: ConvolutionVector
  /// The gradient of the output, where the gradients are expected.
  let gy: GivenArray?
  let tolerances: Tolerances

  var givens: [GivenArray] { [vector.input, vector.filters] + (gy.map { [$0] } ?? []) }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try vector.input.shared("x", of: type)
    let w = try vector.filters.shared("w", of: type)
    let y = conv2d(
      x, filters: w, padding: try vector.border_mode.padding, stride: vector.subsample.tuple,
      dilation: vector.filter_dilation.tuple, groups: vector.num_groups,
      filterFlip: vector.filter_flip)
    guard let gy else {
      return [Expectation(what: "output", tensor: y, expected: vector.output)]
    }
    let known = KnownGradient(y, try gy.shared("gy", of: type))
    let gradients = try gradient(of: [], withRespectTo: [x, w], knownGradients: [known])
    return [
      ("grad_input", gradients[0], vector.grad_input),
      ("grad_filters", gradients[1], vector.grad_filters),
    ].compactMap { what, tensor, expected in
      expected.map { Expectation(what: what, tensor: tensor, expected: $0) }
    }
  }
}

/// A convolution of images without channels.
private struct SignalVector: Decodable, GraphCase {
  let name: String
  let input: GivenArray
  let filters: GivenArray
  let output: ExpectedArray

  var givens: [GivenArray] { [input, filters] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let y = signalConv2d(
      try input.shared("x", of: type), filters: try filters.shared("w", of: type))
    return [Expectation(what: "output", tensor: y, expected: output)]
  }
}

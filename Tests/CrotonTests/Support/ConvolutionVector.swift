import Croton
import TestSupport

/// A case of `conv2d.json`.
struct ConvolutionVector: Decodable {
  let name: String
  let border_mode: BorderMode
  let subsample: [Int]
  let filter_flip: Bool
  let filter_dilation: [Int]
  let num_groups: Int
  let input: VectorArray
  let filters: VectorArray
  let output: VectorArray
  /// The gradient at the output, and those at the input and filters, where there are any.
  let gy: VectorArray?
  let grad_input: VectorArray?
  let grad_filters: VectorArray?

  /// `"valid"`, `"half"`, `"full"`, or the zeros before and after each axis: `[1, [0, 2]]`.
  struct BorderMode: Decodable {
    let padding: ConvolutionPadding

    private enum Border: Decodable {
      case both(Int)
      case each([Int])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let zeros = try? container.decode(Int.self) {
          self = .both(zeros)
        } else {
          self = .each(try container.decode([Int].self))
        }
      }

      var ends: [Int] {
        switch self {
        case .both(let zeros): [zeros, zeros]
        case .each(let zeros): zeros
        }
      }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      switch try? container.decode(String.self) {
      case "valid": padding = .valid
      case "half": padding = .half
      case "full": padding = .full
      case let other?:
        throw DecodingError.dataCorruptedError(in: container, debugDescription: other)
      case nil:
        let borders = try container.decode([Border].self).map(\.ends)
        padding = .explicit(
          top: borders[0][0], bottom: borders[0][1], left: borders[1][0], right: borders[1][1])
      }
    }
  }

  /// Whether anything but the border is as it is not by default.
  var isUnusual: Bool {
    if case .explicit(let top, let bottom, let left, let right) = border_mode.padding,
      top != bottom || left != right
    {
      return true
    }
    return num_groups > 1 || !filter_flip
  }

  /// What goes in.
  var values: [VectorArray] { [input, filters] + (gy.map { [$0] } ?? []) }

  /// The case in the language: its inputs, and its outputs with what they should be.
  func program<Scalar: FloatingPointTensorScalar>(
    of type: Scalar.Type
  ) throws -> (inputs: [Tensor<Scalar>], outputs: [(Tensor<Scalar>, VectorArray)]) {
    let inputs = values.map { Tensor<Scalar>.placeholder("x", shape: Shape($0.shape)) }
    let (x, w) = (inputs[0], inputs[1])
    let y = conv2d(
      x, filters: w, padding: border_mode.padding, stride: (subsample[0], subsample[1]),
      dilation: (filter_dilation[0], filter_dilation[1]), groups: num_groups,
      filterFlip: filter_flip)
    guard let grad_input, let grad_filters, let g = inputs.dropFirst(2).first else {
      return (inputs, [(y, output)])
    }
    let gradients = try gradient(of: (y * g).sum(), withRespectTo: [x, w])
    return (
      inputs, [(y, output), (gradients[0], grad_input), (gradients[1], grad_filters)]
    )
  }
}

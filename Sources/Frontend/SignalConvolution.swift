import Diagnostics
import GraphIR

/// A convolution of images without channels (`signal.conv2d` of Theano): each filter is applied to
/// each image.
///
/// - Parameters:
///   - input: an image (H, W), or several (N, H, W).
///   - filters: a filter (R, S), or several (K, R, S).
///   - padding: the padding of the convolution, and so on for the other parameters; see
///     `conv2d(_:filters:padding:stride:dilation:groups:filterFlip:)`.
/// - Returns: (N, K, OH, OW), without N for a single image and without K for a single filter.
public func signalConv2d<Input: TensorConvertible, Filters: TensorConvertible>(
  _ input: Input, filters: Filters, padding: ConvolutionPadding = .valid,
  stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), filterFlip: Bool = true,
  file: String = #fileID, line: Int = #line
) -> Tensor<Input.Scalar>
where Input.Scalar == Filters.Scalar, Input.Scalar: FloatingPointTensorScalar {
  let location = SourceLocation(file: file, line: line)
  let operands = [("input", input.expression), ("filters", filters.expression)]
  for (operand, expression) in operands {
    guard let shape = expression.type?.shape else {
      return Tensor(Expression(.invalid(nil, operands.map(\.1)), at: location))
    }
    guard shape.rank == 2 || shape.rank == 3 else {
      let mistake = FunctionError.signalAxes(operand, shape)
      return Tensor(Expression(mistake: "\(mistake)", operands.map(\.1), at: location))
    }
  }
  let isSeveral = operands.map { $0.1.type?.shape.rank == 3 }
  let images: Tensor<Input.Scalar> = input.apply(
    .dimshuffle(isSeveral[0] ? [0, nil, 1, 2] : [nil, nil, 0, 1]), at: location)
  let weights: Tensor<Input.Scalar> = filters.apply(
    .dimshuffle(isSeveral[1] ? [0, nil, 1, 2] : [nil, nil, 0, 1]), at: location)
  let convolved = conv2d(
    images, filters: weights, padding: padding, stride: stride, dilation: dilation,
    filterFlip: filterFlip, file: file, line: line)
  let kept = (isSeveral[0] ? [0] : []) + (isSeveral[1] ? [1] : [])
  return convolved.apply(.dimshuffle(kept + [2, 3]), at: location)
}

import Diagnostics
import GraphIR

/// The transpose of a convolution, which is the gradient at its input: each element is spread over
/// the positions that a filter meets (`conv2d_transpose` of Theano).
///
/// - Parameters:
///   - input: (N, K, OH, OW), of the shape that the convolution gives.
///   - filters: (K, C / groups, R, S), those of the convolution.
///   - outputSize: H and W. Images of several sizes can have a convolution of one size.
///   - padding: the padding of the convolution, and so on for the other parameters; see
///     `conv2d(_:filters:padding:stride:dilation:groups:filterFlip:)`.
/// - Returns: (N, C, H, W).
public func conv2dTransposed<Input: TensorConvertible, Filters: TensorConvertible>(
  _ input: Input, filters: Filters, outputSize: (Int, Int), padding: ConvolutionPadding = .valid,
  stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), groups: Int = 1,
  filterFlip: Bool = true, file: String = #fileID, line: Int = #line
) -> Tensor<Input.Scalar>
where Input.Scalar == Filters.Scalar, Input.Scalar: FloatingPointTensorScalar {
  let location = SourceLocation(file: file, line: line)
  let operands = [filters.expression, input.expression]
  let convolution = Convolution(
    stride: [stride.0, stride.1], dilation: [dilation.0, dilation.1], groups: groups,
    flipsFilters: filterFlip)
  guard let maps = input.shape, let weights = filters.shape else {
    return Tensor(Expression(.invalid(nil, operands), at: location))
  }
  do {
    for (operand, shape) in [("input", maps), ("filters", weights)] where shape.rank != 4 {
      throw OperandError.rank(
        operation: "conv2dTransposed", operand: operand, expected: 4, found: shape)
    }
    let (channels, overflows) = weights[1].multipliedReportingOverflow(by: groups)
    let shape: Shape = [maps[0], overflows ? .max : channels, outputSize.0, outputSize.1]
    guard TensorType(Input.Scalar.elementType, shape).isPossible else {
      throw OperandError.shapeInvalid(operation: "conv2dTransposed", shape: shape)
    }
    return filters.apply(
      .conv2dInputGradient(
        padding.applied(to: convolution, input: shape, filters: weights), inputShape: shape),
      to: [input.expression], at: location)
  } catch {
    return Tensor(Expression(mistake: "\(error)", operands, at: location))
  }
}

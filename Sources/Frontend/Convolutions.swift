import Diagnostics
import GraphIR

/// A two-dimensional convolution (`conv2d` of Theano).
///
/// - Parameters:
///   - input: images (N, C, H, W).
///   - filters: (K, C / groups, R, S).
///   - padding: how many zeros are put around the images first (`border_mode` of Theano).
///   - stride: how far apart the positions of the filters lie, along H and W (`subsample` of
///     Theano).
///   - dilation: how far apart the elements of the input lie that neighbours in a filter meet,
///     along H and W.
///   - groups: the number of portions that channels are cut into: each K / groups filters see only
///     their own C / groups channels.
///   - filterFlip: whether filters are turned by 180 degrees, as in the mathematical convolution
///     and by default in Theano.
/// - Returns: (N, K, OH, OW) with `OH = (top + H + bottom - dilation * (R - 1) - 1) / stride + 1`,
///   and the same along W.
public func conv2d<Input: TensorConvertible, Filters: TensorConvertible>(
  _ input: Input, filters: Filters, padding: ConvolutionPadding = .valid,
  stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1), groups: Int = 1,
  filterFlip: Bool = true, file: String = #fileID, line: Int = #line
) -> Tensor<Input.Scalar>
where Input.Scalar == Filters.Scalar, Input.Scalar: FloatingPointTensorScalar {
  let location = SourceLocation(file: file, line: line)
  var convolution = Convolution(
    stride: [stride.0, stride.1], dilation: [dilation.0, dilation.1], groups: groups,
    flipsFilters: filterFlip)
  if let shape = input.shape, let weights = filters.shape {
    convolution = padding.applied(to: convolution, input: shape, filters: weights)
  }
  return input.apply(.conv2d(convolution), to: [filters.expression], at: location)
}

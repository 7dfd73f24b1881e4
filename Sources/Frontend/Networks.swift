import Diagnostics
import GraphIR

/// A two-dimensional convolution without padding, at stride 1 (`conv2d` of Theano, `border_mode='valid'`).
///
/// - Parameters:
///   - input: images (N, C, H, W).
///   - filters: (K, C, R, S).
///   - filterFlip: whether filters are turned by 180 degrees, as in the mathematical convolution
///     and by default in Theano.
/// - Returns: (N, K, H - R + 1, W - S + 1).
public func conv2d<Input: TensorConvertible, Filters: TensorConvertible>(
  _ input: Input, filters: Filters, filterFlip: Bool = true, file: String = #fileID,
  line: Int = #line
) -> Tensor<Input.Scalar>
where Input.Scalar == Filters.Scalar, Input.Scalar: FloatingPointTensorScalar {
  input.apply(
    .conv2d(Convolution(flipsFilters: filterFlip)), to: [filters.expression],
    at: SourceLocation(file: file, line: line))
}

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The maximum of each window over the last two axes, (…, H, W).
  ///
  /// In the gradient every tied maximum gets the whole gradient, as in Theano.
  ///
  /// - Parameters:
  ///   - window: the window's height and width.
  ///   - stride: how far apart windows start; the window's own size unless given.
  ///   - ignoreBorder: whether positions that fill no whole window are dropped.
  public func maxPool2d(
    _ window: (Int, Int), stride: (Int, Int)? = nil, ignoreBorder: Bool = true,
    file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let pooling = Pooling(
      window: [window.0, window.1], stride: stride.map { [$0.0, $0.1] },
      ignoresBorder: ignoreBorder)
    return apply(.maxPool2d(pooling), at: SourceLocation(file: file, line: line))
  }

  /// `exp(x) / sum(exp(x))` over each row of (N, M).
  public func softmax(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    apply(.softmax, at: SourceLocation(file: file, line: line))
  }

  /// Element `labels[n]` of each row n: `x[T.arange(N), labels]` of Theano.
  ///
  /// - Parameter labels: the column to take from each row, (N,), each in `0 ..< M`; a call with
  ///   others throws.
  /// - Returns: (N,).
  public func gathered<Labels: TensorConvertible>(
    byLabel labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    apply(.gatherByLabel, to: [labels.expression], at: SourceLocation(file: file, line: line))
  }
}

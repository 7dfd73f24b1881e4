import Diagnostics
import GraphIR

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
}

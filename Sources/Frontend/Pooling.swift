import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The maximum, sum or average of each window over the last two axes of (…, H, W): `pool_2d` of
  /// Theano, whose rule for the number of windows it follows.
  ///
  /// Extents below 1, wrong padding, fewer than two axes, or windows that do not fit are a mistake
  /// that `compile` and `gradient` throw with the others.
  ///
  /// - Parameters:
  ///   - window: the window's height and width.
  ///   - stride: how far apart windows start; the window's own size unless given.
  ///   - padding: the rows before the first and after the last, and the columns; less than the
  ///     window's extents, and none where the border is kept. Padding never wins a maximum and adds
  ///     nothing to a sum.
  ///   - mode: what is taken from a window.
  ///   - ignoreBorder: whether positions that fill no whole window are dropped.
  ///   - ties: which of a window's equal maxima get the gradient. By default each of them gets all
  ///     of it, as in Theano.
  ///   - allowsEmpty: whether windows may be larger than what is pooled, which gives a tensor without
  ///     elements, as in Theano.
  /// - Returns: (…, PH, PW).
  public func pool2d(
    _ window: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0),
    mode: Pooling.Mode = .max, ignoreBorder: Bool = true, ties: Pooling.Ties = .all,
    allowsEmpty: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let pooling = Pooling(
      mode, window: [window.0, window.1], stride: stride.map { [$0.0, $0.1] },
      padding: [padding.0, padding.1], ignoresBorder: ignoreBorder, ties: ties)
    let operation = Operation.pool2d(shape.map(pooling.bounded) ?? pooling)
    let pooled: Tensor<Scalar> = apply(operation, at: location)
    // What was empty before is empty on purpose.
    guard !allowsEmpty, let input = shape, let output = pooled.shape,
      output.extents.contains(0), !input.extents.contains(0)
    else { return pooled }
    let mistake = FunctionError.windowsDoNotFit(
      operation: operation.name, window: pooling.window, padding: pooling.padding, input)
    return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
  }

  /// The maximum of each window over the last two axes, (…, H, W): `pool2d` with what is usual.
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
    pool2d(window, stride: stride, ignoreBorder: ignoreBorder, file: file, line: line)
  }
}

import Diagnostics
import GraphIR

/// The tensor itself, which gradients take for a constant (`consider_constant` of Theano).
///
///     let cost = (x * stopGradient(x)).sum()   // its gradient by x is x, not 2 x
///
/// Parameters behind it are not disconnected: they get a gradient of zeros.
public func stopGradient<Scalar>(
  _ tensor: some TensorConvertible<Scalar>, file: String = #fileID, line: Int = #line
) -> Tensor<Scalar> {
  tensor.map(.stopGradient, at: SourceLocation(file: file, line: line))
}

/// The tensor itself, each element of whose gradient is brought within bounds on its way back
/// (`grad_clip` of Theano).
///
///     let cost = clipGradient(x, -1, 1).squared()   // its gradient at x = 2 is 1, not 4
///
/// - Parameters:
///   - tensor: of any shape.
///   - low: the least that an element of the gradient may be.
///   - high: the most.
public func clipGradient<Scalar: FloatingPointTensorScalar>(
  _ tensor: some TensorConvertible<Scalar>, _ low: Scalar, _ high: Scalar, file: String = #fileID,
  line: Int = #line
) -> Tensor<Scalar> {
  let location = SourceLocation(file: file, line: line)
  guard low <= high else {
    let mistake = FunctionError.gradientBounds("\(low)", "\(high)")
    return Tensor(Expression(mistake: "\(mistake)", [tensor.expression], at: location))
  }
  return tensor.map(.clipGradient(Double(low), Double(high)), at: location)
}

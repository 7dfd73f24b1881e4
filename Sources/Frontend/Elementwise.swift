import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The hyperbolic tangent of each element.
  public func tanh(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.tanh, at: SourceLocation(file: file, line: line))
  }

  /// The logistic function `1 / (1 + exp(-x))` of each element.
  public func sigmoid(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.sigmoid, at: SourceLocation(file: file, line: line))
  }

  /// The exponential of each element.
  public func exp(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.exp, at: SourceLocation(file: file, line: line))
  }

  /// The natural logarithm of each element.
  public func log(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.log, at: SourceLocation(file: file, line: line))
  }
}

extension TensorConvertible {
  /// Each element as another type. Numbers lose what the type cannot hold, as in C.
  public func cast<Target: TensorScalar>(
    to target: Target.Type, file: String = #fileID, line: Int = #line
  ) -> Tensor<Target> {
    map(.cast(Target.elementType), at: SourceLocation(file: file, line: line))
  }
}

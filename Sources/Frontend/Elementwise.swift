import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The sine of each element, an angle in radians.
  public func sin(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.sin, at: SourceLocation(file: file, line: line))
  }

  /// The cosine of each element, an angle in radians.
  public func cos(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.cos, at: SourceLocation(file: file, line: line))
  }

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

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// `exp(x) - 1` of each element, exact near 0.
  public func expm1(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.expm1, at: SourceLocation(file: file, line: line))
  }

  /// `log(1 + x)` of each element, exact near 0.
  public func log1p(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.log1p, at: SourceLocation(file: file, line: line))
  }

  /// The square root of each element.
  public func sqrt(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.sqrt, at: SourceLocation(file: file, line: line))
  }

  /// The error function of each element: twice the share of a normal distribution of variance 1/2
  /// that lies between 0 and the element.
  public func erf(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.erf, at: SourceLocation(file: file, line: line))
  }

  /// `log(1 + exp(x))` of each element, without overflow.
  public func softplus(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.softplus, at: SourceLocation(file: file, line: line))
  }

  /// Each element where it is positive, otherwise 0. The derivative is 1/2 at 0, as in Theano; that
  /// of ``rectified(file:line:)`` is 0.
  public func relu(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.relu, at: SourceLocation(file: file, line: line))
  }

  /// Each element where it is positive, otherwise 0. The derivative is 0 at 0, as in most
  /// frameworks.
  public func rectified(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.rectify, at: SourceLocation(file: file, line: line))
  }
}

extension TensorConvertible where Scalar: NumericTensorScalar {
  /// The magnitude of each element. The derivative is 0 at 0, as in Theano.
  public func abs(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.abs, at: SourceLocation(file: file, line: line))
  }

  /// -1, 0 or 1, as each element is less than, equal to or greater than 0.
  public func sign(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    map(.sign, at: SourceLocation(file: file, line: line))
  }

  /// The product of each element with itself.
  public func squared(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    combining(.multiply, self, at: SourceLocation(file: file, line: line))
  }

  /// Each element to the power of another tensor's, with broadcasting.
  public func pow<Exponent: TensorConvertible<Scalar>>(
    _ exponent: Exponent, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    combining(.power, exponent, at: SourceLocation(file: file, line: line))
  }

  /// Each element to the power of a number.
  public func pow(
    _ exponent: Scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    pow(Tensor.constant(exponent, file: file, line: line), file: file, line: line)
  }

  /// Each element, or the bound that it lies beyond.
  ///
  /// The gradient passes where the element itself is the result.
  public func clip(
    _ low: Scalar, _ high: Scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    return combining(.maximum, Tensor.constant(NDArray(low), at: location), at: location)
      .combining(.minimum, Tensor.constant(NDArray(high), at: location), at: location)
  }

  fileprivate func combining<Other: TensorConvertible<Scalar>>(
    _ function: ElementwiseFunction, _ other: Other, at location: SourceLocation
  ) -> Tensor<Scalar> {
    Tensor(Expression(function, [expression, other.expression], at: location))
  }
}

/// The smaller of two elements, with broadcasting; NaN where either is NaN.
///
/// Where both are equal the first gets the gradient, as in Theano.
public func minimum<Left: TensorConvertible, Right: TensorConvertible>(
  _ lhs: Left, _ rhs: Right, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  lhs.combining(.minimum, rhs, at: SourceLocation(file: file, line: line))
}

/// The larger of two elements, with broadcasting; NaN where either is NaN.
///
/// Where both are equal the first gets the gradient, as in Theano.
public func maximum<Left: TensorConvertible, Right: TensorConvertible>(
  _ lhs: Left, _ rhs: Right, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  lhs.combining(.maximum, rhs, at: SourceLocation(file: file, line: line))
}

/// The smaller of each element and a number.
public func minimum<Left: TensorConvertible>(
  _ lhs: Left, _ rhs: Left.Scalar, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  minimum(lhs, Tensor.constant(rhs, file: file, line: line), file: file, line: line)
}

/// The larger of each element and a number.
public func maximum<Left: TensorConvertible>(
  _ lhs: Left, _ rhs: Left.Scalar, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  maximum(lhs, Tensor.constant(rhs, file: file, line: line), file: file, line: line)
}

extension TensorConvertible where Scalar == Bool {
  /// Elements of the first tensor where this one is true, and of the second where it is false, with
  /// broadcasting (`T.switch`).
  ///
  ///     let rectified = (x .> 0).where(x, else: x * 0.01)
  public func `where`<Chosen: TensorConvertible, Other: TensorConvertible>(
    _ chosen: Chosen, else other: Other, file: String = #fileID, line: Int = #line
  ) -> Tensor<Chosen.Scalar> where Chosen.Scalar == Other.Scalar {
    Tensor(
      Expression(
        .select, [expression, chosen.expression, other.expression],
        at: SourceLocation(file: file, line: line)))
  }

  /// Elements of a tensor where this one is true, and a number where it is false.
  public func `where`<Chosen: TensorConvertible>(
    _ chosen: Chosen, else other: Chosen.Scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor<Chosen.Scalar> {
    `where`(chosen, else: Tensor.constant(other, file: file, line: line), file: file, line: line)
  }
}

extension TensorConvertible {
  /// Each element as another type.
  ///
  /// Integers are numbers without their fractions, and the nearest that the type has for those out
  /// of its range; NaN becomes 0. Of numbers, those other than 0 are `true`.
  public func cast<Target: TensorScalar>(
    to target: Target.Type, file: String = #fileID, line: Int = #line
  ) -> Tensor<Target> {
    map(.cast(Target.elementType), at: SourceLocation(file: file, line: line))
  }
}

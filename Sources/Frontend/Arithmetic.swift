import Diagnostics
import GraphIR

// Operators broadcast as NumPy does. They take no default arguments, so the user's line comes from
// the call stack (see `SourceLocation.operatorCallSite`).

func combine<Left: TensorConvertible, Right: TensorConvertible, Result: TensorScalar>(
  _ function: ElementwiseFunction, _ lhs: Left, _ rhs: Right
) -> Tensor<Result> {
  let location = SourceLocation.operatorCallSite(operand: lhs.expression.location)
  return Tensor(Expression(function, [lhs.expression, rhs.expression], at: location))
}

func combine<Left: TensorConvertible, Result: TensorScalar>(
  _ function: ElementwiseFunction, _ lhs: Left, _ rhs: Left.Scalar
) -> Tensor<Result> {
  let location = SourceLocation.operatorCallSite(operand: lhs.expression.location)
  let number = Tensor.constant(NDArray(rhs), at: location)
  return Tensor(Expression(function, [lhs.expression, number.expression], at: location))
}

func combine<Right: TensorConvertible>(
  _ function: ElementwiseFunction, _ lhs: Right.Scalar, _ rhs: Right
) -> Tensor<Right.Scalar> {
  let location = SourceLocation.operatorCallSite(operand: rhs.expression.location)
  let number = Tensor.constant(NDArray(lhs), at: location)
  return Tensor(Expression(function, [number.expression, rhs.expression], at: location))
}

/// The sum, element by element, with broadcasting.
public func + <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.add, lhs, rhs)
}

/// The difference, element by element, with broadcasting.
public func - <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.subtract, lhs, rhs)
}

/// The product, element by element, with broadcasting.
public func * <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.multiply, lhs, rhs)
}

/// The quotient, element by element, with broadcasting.
public func / <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.divide, lhs, rhs)
}

/// Each element with the opposite sign.
public prefix func - <Operand: TensorConvertible>(
  operand: Operand
) -> Tensor<Operand.Scalar> where Operand.Scalar: NumericTensorScalar {
  operand.map(.negate, at: .operatorCallSite(operand: operand.expression.location))
}

/// The sum with a number.
public func + <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  combine(.add, lhs, rhs)
}

/// The sum with a number.
public func + <Right: TensorConvertible>(
  lhs: Right.Scalar, rhs: Right
) -> Tensor<Right.Scalar> where Right.Scalar: NumericTensorScalar {
  combine(.add, lhs, rhs)
}

/// The difference from a number.
public func - <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  combine(.subtract, lhs, rhs)
}

/// The difference of a number and each element.
public func - <Right: TensorConvertible>(
  lhs: Right.Scalar, rhs: Right
) -> Tensor<Right.Scalar> where Right.Scalar: NumericTensorScalar {
  combine(.subtract, lhs, rhs)
}

/// The product with a number.
public func * <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  combine(.multiply, lhs, rhs)
}

/// The product with a number.
public func * <Right: TensorConvertible>(
  lhs: Right.Scalar, rhs: Right
) -> Tensor<Right.Scalar> where Right.Scalar: NumericTensorScalar {
  combine(.multiply, lhs, rhs)
}

/// The quotient by a number.
public func / <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Left.Scalar> where Left.Scalar: NumericTensorScalar {
  combine(.divide, lhs, rhs)
}

/// The quotient of a number by each element.
public func / <Right: TensorConvertible>(
  lhs: Right.Scalar, rhs: Right
) -> Tensor<Right.Scalar> where Right.Scalar: NumericTensorScalar {
  combine(.divide, lhs, rhs)
}

// A batch size is an `Int` in Swift; a row number is an `Int64` in the graph.

/// The sum of a row number and an `Int`.
public func + <Left: TensorConvertible>(
  lhs: Left, rhs: Int
) -> Tensor<Left.Scalar> where Left.Scalar: IntegerTensorScalar {
  combine(.add, lhs, Left.Scalar(clamping: rhs))
}

/// The product of a row number and an `Int`.
public func * <Left: TensorConvertible>(
  lhs: Left, rhs: Int
) -> Tensor<Left.Scalar> where Left.Scalar: IntegerTensorScalar {
  combine(.multiply, lhs, Left.Scalar(clamping: rhs))
}

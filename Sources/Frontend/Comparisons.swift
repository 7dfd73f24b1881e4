import Diagnostics
import GraphIR

// Comparisons are spelled as those of SIMD vectors, since `==` compares whole values in Swift.

/// Whether elements are equal.
public func .== <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar {
  combine(.equal, lhs, rhs)
}

/// Whether elements differ.
public func .!= <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar {
  combine(.notEqual, lhs, rhs)
}

/// Whether left elements are less.
public func .< <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.less, lhs, rhs)
}

/// Whether left elements are less or equal.
public func .<= <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.lessOrEqual, lhs, rhs)
}

/// Whether left elements are greater.
public func .> <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.greater, lhs, rhs)
}

/// Whether left elements are greater or equal.
public func .>= <Left: TensorConvertible, Right: TensorConvertible>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  combine(.greaterOrEqual, lhs, rhs)
}

/// Whether elements are equal to a number.
public func .== <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> {
  combine(.equal, lhs, rhs)
}

/// Whether elements are different from a number.
public func .!= <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> {
  combine(.notEqual, lhs, rhs)
}

/// Whether elements are less than a number.
public func .< <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> where Left.Scalar: NumericTensorScalar {
  combine(.less, lhs, rhs)
}

/// Whether elements are less than or equal to a number.
public func .<= <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> where Left.Scalar: NumericTensorScalar {
  combine(.lessOrEqual, lhs, rhs)
}

/// Whether elements are greater than a number.
public func .> <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> where Left.Scalar: NumericTensorScalar {
  combine(.greater, lhs, rhs)
}

/// Whether elements are greater than or equal to a number.
public func .>= <Left: TensorConvertible>(
  lhs: Left, rhs: Left.Scalar
) -> Tensor<Bool> where Left.Scalar: NumericTensorScalar {
  combine(.greaterOrEqual, lhs, rhs)
}

// Logic is spelled as that of SIMD masks.

/// Whether both elements are true.
public func .& <Left: TensorConvertible<Bool>, Right: TensorConvertible<Bool>>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> {
  combine(.logicalAnd, lhs, rhs)
}

/// Whether at least one of two elements is true.
public func .| <Left: TensorConvertible<Bool>, Right: TensorConvertible<Bool>>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> {
  combine(.logicalOr, lhs, rhs)
}

/// Whether exactly one of two elements is true.
public func .^ <Left: TensorConvertible<Bool>, Right: TensorConvertible<Bool>>(
  lhs: Left, rhs: Right
) -> Tensor<Bool> {
  combine(.logicalXor, lhs, rhs)
}

/// Whether elements are false.
public prefix func .! <Operand: TensorConvertible<Bool>>(operand: Operand) -> Tensor<Bool> {
  operand.map(.logicalNot, at: .operatorCallSite(operand: operand.expression.location))
}

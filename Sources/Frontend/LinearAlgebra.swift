import Diagnostics
import GraphIR

/// The products of the matrices in the last two axes: (…, I, J) and (…, J, K) give (…, I, K), where
/// the axes before number the matrices of a batch and are the same in both (`T.batched_dot`).
public func matmul<Left: TensorConvertible, Right: TensorConvertible>(
  _ lhs: Left, _ rhs: Right, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: FloatingPointTensorScalar {
  lhs.apply(
    .dot(transposesLeft: false, transposesRight: false), to: [rhs.expression],
    at: SourceLocation(file: file, line: line))
}

/// The products of each element of one tensor with each of another: (…) and (…) give (…, …)
/// (`T.outer`, where both are vectors).
public func outer<Left: TensorConvertible, Right: TensorConvertible>(
  _ lhs: Left, _ rhs: Right, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: NumericTensorScalar {
  let location = SourceLocation(file: file, line: line)
  let axes = (0..<(lhs.shape?.rank ?? 0)).map(Optional.init)
  let new = [Int?](repeating: nil, count: rhs.shape?.rank ?? 0)
  let column = Expression(.dimshuffle(axes + new), [lhs.expression], at: location)
  return Tensor(Expression(.multiply, [column, rhs.expression], at: location))
}

/// The product of matrices and vectors (`T.dot`): (I, J) and (J, K) give (I, K), a vector counts as
/// a row on the left and as a column on the right, and its axis goes from the result.
public func dot<Left: TensorConvertible, Right: TensorConvertible>(
  _ lhs: Left, _ rhs: Right, file: String = #fileID, line: Int = #line
) -> Tensor<Left.Scalar> where Left.Scalar == Right.Scalar, Left.Scalar: FloatingPointTensorScalar {
  let location = SourceLocation(file: file, line: line)
  guard let left = lhs.shape, let right = rhs.shape else {
    return lhs.apply(
      .dot(transposesLeft: false, transposesRight: false), to: [rhs.expression], at: location)
  }
  for (shape, operand) in [(left, "left operand"), (right, "right operand")] where shape.rank > 2 {
    let mistake = OperandError.rank(operation: "dot", operand: operand, expected: 2, found: shape)
    return Tensor(
      Expression(mistake: "\(mistake)", [lhs.expression, rhs.expression], at: location))
  }
  let row =
    left.rank == 1
    ? Expression(.reshape([1, left[0]]), [lhs.expression], at: location) : lhs.expression
  let column =
    right.rank == 1
    ? Expression(.reshape([right[0], 1]), [rhs.expression], at: location) : rhs.expression
  let product = Expression(
    .dot(transposesLeft: false, transposesRight: false), [row, column], at: location)
  guard left.rank == 1 || right.rank == 1, let full = product.type?.shape else {
    return Tensor(product)
  }
  let extents = (left.rank == 1 ? [] : [full[0]]) + (right.rank == 1 ? [] : [full[1]])
  return Tensor(Expression(.reshape(Shape(extents)), [product], at: location))
}

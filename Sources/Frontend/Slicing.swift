import Diagnostics
import GraphIR

/// The rows between two row numbers that are known when the function runs.
///
/// The number of rows must be known when it is compiled: `index * 500 ..< (index + 1) * 500`.
public struct TensorRange<Scalar: IntegerTensorScalar>: Sendable {
  let lowerBound: Tensor<Scalar>
  let upperBound: Tensor<Scalar>
}

/// The rows from one row number up to but not including another.
public func ..< <Lower: TensorConvertible, Upper: TensorConvertible>(
  lhs: Lower, rhs: Upper
) -> TensorRange<Lower.Scalar>
where Lower.Scalar == Upper.Scalar, Lower.Scalar: IntegerTensorScalar {
  TensorRange(lowerBound: lhs.tensor, upperBound: rhs.tensor)
}

extension TensorConvertible {
  /// Rows (axis 0) whose start is known when the function runs, as in `data[index * B ..< (index + 1) * B]`.
  ///
  /// A call with rows that do not exist throws.
  public subscript<Bound>(
    range: TensorRange<Bound>, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let bounds = [range.lowerBound.expression, range.upperBound.expression]
    guard let lower = AffineForm(bounds[0]), let upper = AffineForm(bounds[1]) else {
      return Tensor(Expression(.invalid(nil, [expression] + bounds), at: location))
    }
    guard let count = upper.constantDifference(from: lower), count >= 0 else {
      return Tensor(
        Expression(mistake: "\(FunctionMistake.sliceExtent)", [expression] + bounds, at: location))
    }
    return apply(.sliceRows(count: count), to: [bounds[0]], at: location)
  }

  /// Rows (axis 0) whose numbers are known when the function is compiled.
  public subscript(
    range: Range<Int>, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard let shape else { return Tensor(Expression(.invalid(nil, [expression]), at: location)) }
    guard shape.rank > 0, range.lowerBound >= 0, range.upperBound <= shape[0] else {
      let mistake = FunctionMistake.rowsOutOfRange(range, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let start = Tensor<Int64>.constant(NDArray(Int64(range.lowerBound)), at: location)
    return apply(.sliceRows(count: range.count), to: [start.expression], at: location)
  }
}

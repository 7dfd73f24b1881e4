import Diagnostics
import GraphIR

/// Tensors one after the other along an axis that they have (`T.concatenate`).
///
/// - Parameters:
///   - tensors: at least one, with equal extents along every other axis.
///   - axis: counted from the end where it is negative.
public func concatenate<Scalar: TensorScalar>(
  _ tensors: [any TensorConvertible<Scalar>], axis: Int = 0, file: String = #fileID,
  line: Int = #line
) -> Tensor<Scalar> {
  join(tensors.map { $0.tensor.expression }, axis: axis, at: SourceLocation(file: file, line: line))
}

/// Tensors of one shape side by side along a new axis (`T.stack`).
///
/// - Parameters:
///   - tensors: at least one, all of one shape.
///   - axis: where the new axis is in the result; counted from the end where it is negative.
public func stack<Scalar: TensorScalar>(
  _ tensors: [any TensorConvertible<Scalar>], axis: Int = 0, file: String = #fileID,
  line: Int = #line
) -> Tensor<Scalar> {
  let location = SourceLocation(file: file, line: line)
  let rank = tensors.first?.tensor.shape?.rank ?? 0
  let position = axis < 0 ? axis + rank + 1 : axis
  let expressions = tensors.map { $0.tensor.expression }
  guard (0...rank).contains(position) else {
    let mistake = OperandError.axisOutOfRange(
      operation: "stack", axis: axis, shape: tensors.first?.tensor.shape ?? .scalar)
    return Tensor(Expression(mistake: "\(mistake)", expressions, at: location))
  }
  let widened = expressions.map { expression in
    let rank = expression.type?.shape.rank ?? 0
    var order = (0..<rank).map(Optional.init)
    order.insert(nil, at: min(position, rank))
    return Expression(.dimshuffle(order), [expression], at: location)
  }
  return join(widened, axis: position, at: location)
}

private func join<Scalar>(
  _ expressions: [Expression], axis: Int, at location: SourceLocation
) -> Tensor<Scalar> {
  guard let rank = expressions.first.map({ $0.type?.shape.rank ?? 0 }) else {
    return Tensor(Expression(mistake: "\(FunctionError.nothingToJoin)", [], at: location))
  }
  let operation = Operation.concatenate(
    axis: normalized(axis, rank: rank), count: expressions.count)
  return Tensor(Expression(operation, expressions, at: location))
}

extension TensorConvertible {
  /// Parts one after the other along an axis (`T.split`).
  ///
  /// - Parameters:
  ///   - sizes: the extent of each part; together they are the extent of the axis.
  ///   - axis: counted from the end where it is negative.
  public func split(
    _ sizes: [Int], axis: Int = 0, file: String = #fileID, line: Int = #line
  ) -> [Tensor<Scalar>] {
    let location = SourceLocation(file: file, line: line)
    guard let shape else {
      return sizes.map { _ in Tensor(Expression(.invalid(nil, [expression]), at: location)) }
    }
    let position = normalized(axis, rank: shape.rank)
    guard shape.extents.indices.contains(position) else {
      let mistake = OperandError.axisOutOfRange(operation: "split", axis: axis, shape: shape)
      return ill("\(mistake)", count: sizes.count, at: location)
    }
    guard sizes.allSatisfy({ $0 >= 0 }), sum(sizes) == shape[position] else {
      let mistake = FunctionError.splitSizes(sizes, axis: position, shape)
      return ill("\(mistake)", count: sizes.count, at: location)
    }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return apply(
        .slice(Slicing(of: shape, axis: position, start: start, extent: size)), at: location)
    }
  }

  /// The sum of sizes, or `nil` where it overflows.
  private func sum(_ sizes: [Int]) -> Int? {
    var total = 0
    for size in sizes {
      let (sum, overflows) = total.addingReportingOverflow(size)
      if overflows { return nil }
      total = sum
    }
    return total
  }

  /// As many ill-formed tensors, which share one mistake so that it is reported once.
  private func ill(_ mistake: String, count: Int, at location: SourceLocation) -> [Tensor<Scalar>] {
    let expression = Expression(mistake: mistake, [expression], at: location)
    return (0..<count).map { _ in Tensor(expression) }
  }
}

/// An axis counted from the start, where a negative one is counted from the end; axes that do not
/// exist stay as they are, for errors to tell.
func normalized(_ axis: Int, rank: Int) -> Int {
  axis < 0 && axis >= -rank ? axis + rank : axis
}

import Diagnostics
import GraphIR

extension TensorConvertible {
  /// Positions along an axis by number (`T.take`, or indexing with an array).
  ///
  ///     let rows = embedding.take(words)   // (words, width)
  ///
  /// In the gradient, positions that are taken several times add up.
  ///
  /// - Parameters:
  ///   - indices: integers of any shape; negative ones count from the end. A call with others that
  ///     do not exist throws.
  ///   - axis: counted from the end where it is negative.
  /// - Returns: the axes before the axis, those of the indices, and the axes after it.
  public func take<Indices: TensorConvertible>(
    _ indices: Indices, axis: Int = 0, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Indices.Scalar: IntegerTensorScalar {
    let location = SourceLocation(file: file, line: line)
    guard let rank = shape?.rank, let count = indices.shape?.rank else {
      return apply(.take(), to: [indices.expression], at: location)
    }
    let position = normalized(axis, rank: rank)
    guard (0..<rank).contains(position), position != 0 else {
      if position == 0 { return apply(.take(), to: [indices.expression], at: location) }
      let mistake = OperandError.axisOutOfRange(
        operation: "take", axis: axis, shape: shape ?? .scalar)
      return Tensor(
        Expression(mistake: "\(mistake)", [expression, indices.expression], at: location))
    }
    // The axis comes first, is taken from, and the axes before it come back to where they were.
    let others = (0..<rank).filter { $0 != position }
    let first: Tensor<Scalar> = apply(.dimshuffle([position] + others), at: location)
    let taken: Tensor<Scalar> = first.apply(.take(), to: [indices.expression], at: location)
    let before = Array(count..<count + position)
    let after = Array(count + position..<count + rank - 1)
    return taken.apply(.dimshuffle(before + Array(0..<count) + after), at: location)
  }

  /// Elements along an axis by number, with numbers for each position of the other axes
  /// (`numpy.take_along_axis`).
  ///
  ///     let sorted = scores.takeAlongAxis(order, axis: 1)   // sorted[n, i] = scores[n, order[n, i]]
  ///
  /// In the gradient, elements that are taken several times add up.
  ///
  /// - Parameters:
  ///   - indices: integers, in the tensor's shape but for the extent of the axis; negative ones count
  ///     from the end. A call with others that do not exist throws.
  ///   - axis: counted from the end where it is negative.
  /// - Returns: the elements, in the shape of the indices.
  public func takeAlongAxis<Indices: TensorConvertible>(
    _ indices: Indices, axis: Int, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Indices.Scalar: IntegerTensorScalar {
    let location = SourceLocation(file: file, line: line)
    guard let shape, let numbers = indices.shape else {
      return apply(.take(), to: [indices.expression], at: location)
    }
    let position = normalized(axis, rank: shape.rank)
    func mistake(_ mistake: OperandError) -> Tensor<Scalar> {
      Tensor(Expression(mistake: "\(mistake)", [expression, indices.expression], at: location))
    }
    guard (0..<shape.rank).contains(position) else {
      return mistake(.axisOutOfRange(operation: "takeAlongAxis", axis: axis, shape: shape))
    }
    let extent = numbers.rank == shape.rank ? numbers[position] : shape[position]
    let expected = Shape(
      shape.extents.enumerated().map { $0.offset == position ? extent : $0.element })
    guard numbers == expected else {
      return mistake(
        .shapesDiffer(
          operation: "takeAlongAxis", operand: "indices", expected: expected, found: numbers))
    }
    let take = Operation.take(batchAxes: shape.rank - 1)
    if position == shape.rank - 1 { return apply(take, to: [indices.expression], at: location) }
    // The axis comes last, and goes back to where it was.
    let others = (0..<shape.rank).filter { $0 != position }
    let table: Tensor<Scalar> = apply(.dimshuffle(others + [position]), at: location)
    let order = Expression(.dimshuffle(others + [position]), [indices.expression], at: location)
    let taken: Tensor<Scalar> = table.apply(take, to: [order], at: location)
    let back = (0..<shape.rank).map {
      $0 == position ? shape.rank - 1 : $0 < position ? $0 : $0 - 1
    }
    return taken.apply(.dimshuffle(back), at: location)
  }
}

/// The numbers from `start` up to but not including `stop` (`T.arange`), as (length,).
///
/// - Parameter step: how far apart they are; negative steps run down. Not 0.
public func arange<Scalar: NumericTensorScalar>(
  _ start: Int = 0, _ stop: Int, step: Int = 1, as type: Scalar.Type = Int64.self,
  file: String = #fileID, line: Int = #line
) -> Tensor<Scalar> {
  let location = SourceLocation(file: file, line: line)
  let (span, overflow) = stop.subtractingReportingOverflow(start)
  guard step != 0, step != .min, !overflow, span != .min else {
    return Tensor(Expression(mistake: "\(FunctionError.arangeStep)", [], at: location))
  }
  let isUp = step > 0
  let length = isUp == (span > 0) && span != 0 ? (abs(span) - 1) / abs(step) + 1 : 0
  let positions = Tensor<Int64>(Expression(.iota([length]), [], at: location))
  func number(_ value: Int) -> Expression {
    Tensor<Int64>.constant(NDArray(Int64(value)), at: location).expression
  }
  let scaled = Expression(.multiply, [positions.expression, number(step)], at: location)
  let moved = Expression(.add, [scaled, number(start)], at: location)
  return Tensor(Expression(.cast(Scalar.elementType), [moved], at: location))
}

/// Rows of zeros but for a one where the label says (`T.extra_ops.to_one_hot`).
///
/// - Parameters:
///   - labels: integers of any shape; one outside `0 ..< classes` gives a row of zeros.
///   - classes: the extent of the new last axis.
public func oneHot<Labels: TensorConvertible, Scalar: NumericTensorScalar>(
  _ labels: Labels, classes: Int, as type: Scalar.Type = Float.self, file: String = #fileID,
  line: Int = #line
) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
  let location = SourceLocation(file: file, line: line)
  let axes = (0..<(labels.shape?.rank ?? 0)).map(Optional.init)
  let column = Expression(.dimshuffle(axes + [nil]), [labels.expression], at: location)
  let wide = Expression(.cast(.int64), [column], at: location)
  let numbers = Expression(.iota([classes]), [], at: location)
  let isLabel = Expression(.equal, [wide, numbers], at: location)
  return Tensor(Expression(.cast(Scalar.elementType), [isLabel], at: location))
}

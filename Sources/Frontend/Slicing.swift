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
        Expression(mistake: "\(FunctionError.sliceExtent)", [expression] + bounds, at: location))
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
      let mistake = FunctionError.rowsOutOfRange(range, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let start = Tensor<Int64>.constant(NDArray(Int64(range.lowerBound)), at: location)
    return apply(.sliceRows(count: range.count), to: [start.expression], at: location)
  }
  /// One row (axis 0), without the axis; a negative number counts from the end.
  public subscript(row: Int, file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard let shape else { return Tensor(Expression(.invalid(nil, [expression]), at: location)) }
    let first = normalized(row, rank: shape.extents.first ?? 0)
    guard let count = shape.extents.first, (0..<count).contains(first) else {
      let mistake = FunctionError.rowOutOfRange(row, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let part: Tensor<Scalar> = apply(
      .slice(Slicing(of: shape, axis: 0, start: first, extent: 1)), at: location)
    return part.apply(.reshape(Shape(Array(shape.extents.dropFirst()))), at: location)
  }

  /// One row (axis 0), without the axis, whose number is known when the function runs.
  ///
  /// A call with a row that does not exist throws.
  public subscript<Row: TensorConvertible>(
    row: Row, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Row.Scalar: IntegerTensorScalar {
    take(row, file: file, line: line)
  }

  /// Positions along an axis, by Python's rules: `x[from:to:by]`.
  ///
  /// - Parameters:
  ///   - axis: counted from the end where it is negative.
  ///   - start: the first position; negative ones count from the end, ones beyond an end are that
  ///     end, and `nil` is the end to begin with.
  ///   - end: the position before which it ends, likewise.
  ///   - step: how far apart positions are; negative steps run backwards. Not 0.
  public func sliced(
    axis: Int = 0, from start: Int? = nil, to end: Int? = nil, by step: Int = 1,
    file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard let shape else { return Tensor(Expression(.invalid(nil, [expression]), at: location)) }
    let position = normalized(axis, rank: shape.rank)
    guard shape.extents.indices.contains(position) else {
      let mistake = OperandError.axisOutOfRange(operation: "slice", axis: axis, shape: shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    guard step != 0, step != .min else {
      return Tensor(
        Expression(mistake: "\(FunctionError.sliceStep)", [expression], at: location))
    }
    let extent = shape[position]
    let (lowest, highest) = step > 0 ? (0, extent) : (-1, extent - 1)
    func bounded(_ bound: Int?, or other: Int) -> Int {
      guard let bound else { return other }
      let position = bound < 0 ? Swift.max(bound, -extent - 1) + extent : bound
      return Swift.min(Swift.max(position, lowest), highest)
    }
    let first = bounded(start, or: step > 0 ? lowest : highest)
    let last = bounded(end, or: step > 0 ? highest : lowest)
    let span = step > 0 ? last - first : first - last
    let count = span > 0 ? (span - 1) / Swift.abs(step) + 1 : 0
    return apply(
      .slice(
        Slicing(
          of: shape, axis: position, start: count == 0 ? 0 : first, step: count > 1 ? step : 1,
          extent: count)), at: location)
  }

  /// `count` positions along an axis, from one that is known when the function runs.
  ///
  /// A call with positions that do not exist throws.
  public func sliced<Start: TensorConvertible>(
    axis: Int = 0, from start: Start, count: Int, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Start.Scalar: IntegerTensorScalar {
    let location = SourceLocation(file: file, line: line)
    guard let rank = shape?.rank, normalized(axis, rank: rank) > 0 else {
      return apply(.sliceRows(count: count), to: [start.expression], at: location)
    }
    let position = normalized(axis, rank: rank)
    guard position < rank else {
      let mistake = OperandError.axisOutOfRange(
        operation: "slice", axis: axis, shape: shape ?? .scalar)
      return Tensor(
        Expression(mistake: "\(mistake)", [expression, start.expression], at: location))
    }
    let others = (0..<rank).filter { $0 != position }
    let first: Tensor<Scalar> = apply(.dimshuffle([position] + others), at: location)
    let part: Tensor<Scalar> = first.apply(
      .sliceRows(count: count), to: [start.expression], at: location)
    let order = Array(1...position) + [0] + Array(position + 1..<rank)
    return part.apply(.dimshuffle(order), at: location)
  }

  /// The tensor with zeros around it (`numpy.pad`).
  ///
  ///     images.padded([(0, 0), (0, 0), (2, 2), (2, 2)])   // (N, C, H + 4, W + 4)
  ///
  /// - Parameter widths: for each axis, how many zeros come before and after.
  public func padded(
    _ widths: [(before: Int, after: Int)], file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard let shape else { return Tensor(Expression(.invalid(nil, [expression]), at: location)) }
    // More than this on either side is not possible anyway, and cannot overflow.
    let limit = Int(Int32.max) * 64
    guard widths.count == shape.rank,
      widths.allSatisfy({ (0...limit).contains($0.before) && (0...limit).contains($0.after) })
    else {
      let mistake = FunctionError.paddingWidths(widths.map { [$0.before, $0.after] }, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let extents = zip(shape.extents, widths).map { $0 + $1.before + $1.after }
    let slicing = Slicing(
      starts: widths.map(\.before), steps: widths.map { _ in 1 }, extents: shape.extents)
    return apply(.place(slicing, Shape(extents)), at: location)
  }
}

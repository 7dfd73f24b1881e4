import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: NumericTensorScalar {
  /// The position of the largest element along the axis, or in row-major order of all; the first of
  /// several. NaN counts as the largest, as in NumPy.
  ///
  /// - Parameter axis: counted from the end where it is negative.
  public func argmax(
    axis: Int? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Int64> {
    argmax(axes: axis.map { [$0] }, keepingDimensions: keepingDimensions, file: file, line: line)
  }

  /// The position of the largest element along several axes, counted in row-major order of those.
  public func argmax(
    axes: [Int]?, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Int64> {
    position("argmax", expression, axes, keepingDimensions, SourceLocation(file: file, line: line))
  }

  /// The position of the smallest element along the axis, or in row-major order of all; the first of
  /// several. NaN counts as the smallest, as in NumPy.
  ///
  /// - Parameter axis: counted from the end where it is negative.
  public func argmin(
    axis: Int? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Int64> {
    argmin(axes: axis.map { [$0] }, keepingDimensions: keepingDimensions, file: file, line: line)
  }

  /// The position of the smallest element along several axes, counted in row-major order of those.
  public func argmin(
    axes: [Int]?, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Int64> {
    let location = SourceLocation(file: file, line: line)
    let negated = Expression(.negate, [expression], at: location)
    guard Scalar.elementType.isInteger else {
      return position("argmin", negated, axes, keepingDimensions, location)
    }
    // The least integer is its own negative, but -x - 1 turns the order of all of them around.
    let one = Expression(
      .constant(Literal(1, type: TensorType(Scalar.elementType, .scalar))), [], at: location)
    let turned = Expression(.subtract, [negated, one], at: location)
    return position("argmin", turned, axes, keepingDimensions, location)
  }

  /// Where the largest element of a tensor of this shape lies along some of its axes.
  private func position(
    _ operation: String, _ operand: Expression, _ axes: [Int]?, _ keepsDimensions: Bool,
    _ location: SourceLocation
  ) -> Tensor<Int64> {
    guard let shape else { return Tensor(Expression(.invalid(nil, [operand]), at: location)) }
    let axes = axes?.map { normalized($0, rank: shape.rank) } ?? Array(shape.extents.indices)
    func ill(_ mistake: any CustomStringConvertible) -> Tensor<Int64> {
      Tensor(Expression(mistake: "\(mistake)", [operand], at: location))
    }
    for (number, axis) in axes.enumerated() {
      guard shape.extents.indices.contains(axis) else {
        return ill(
          OperandError.axisOutOfRange(operation: operation, axis: axis, shape: shape))
      }
      guard !axes[..<number].contains(axis) else {
        return ill(OperandError.axisRepeated(operation: operation, axis: axis, shape: shape))
      }
      guard shape[axis] > 0 else {
        return ill(
          FunctionError.argmaxOfNothing(operation: operation, axis: axis, shape))
      }
    }
    var positions: Expression
    if axes.count == 1 {
      positions = Expression(.argmax(axis: axes[0]), [operand], at: location)
    } else {
      // The axes come last and become one.
      let others = shape.extents.indices.filter { !axes.contains($0) }
      let reduced = axes.sorted()
      let moved = Expression(
        .dimshuffle((others + reduced).map(Optional.init)), [operand], at: location)
      let count = reduced.reduce(1) { $0 * shape[$1] }
      let joined = Expression(
        .reshape(Shape(others.map { shape[$0] } + [count])), [moved], at: location)
      positions = Expression(.argmax(axis: others.count), [joined], at: location)
    }
    if keepsDimensions {
      let kept = shape.reduced(over: axes, keepingDimensions: true)
      positions = Expression(.reshape(kept), [positions], at: location)
    }
    return Tensor(positions)
  }
}

import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: NumericTensorScalar {
  /// The sum along the given axes, or of all elements.
  public func sum(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let axes = axes ?? Array(0..<(shape?.rank ?? 0))
    return apply(
      .reduce(.sum, axes: axes, keepsDimensions: keepingDimensions),
      at: SourceLocation(file: file, line: line))
  }

  /// The position of the largest element along the axis, the first of several; by default along
  /// the last axis.
  public func argmax(
    axis: Int? = nil, file: String = #fileID, line: Int = #line
  ) -> Tensor<Int64> {
    let location = SourceLocation(file: file, line: line)
    let axis = axis ?? (shape?.rank ?? 1) - 1
    if let shape, shape.extents.indices.contains(axis), shape[axis] == 0 {
      let mistake = FunctionMistake.argmaxOfNothing(axis: axis, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    return apply(.argmax(axis: axis), at: location)
  }
}

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The mean along the given axes, or of all elements: the sum over the number of elements.
  public func mean(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let total = sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
    let extents = (shape?.extents ?? []).enumerated().filter { axis, _ in
      axes?.contains(axis) ?? true
    }
    let count = extents.reduce(1) { $0 * $1.element }
    let divisor = Tensor<Scalar>.constant(NDArray(Scalar(count)), at: location)
    return Tensor(Expression(.divide, [total.expression, divisor.expression], at: location))
  }
}

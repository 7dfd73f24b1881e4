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
    let axis = axis ?? (shape?.rank ?? 1) - 1
    return apply(.argmax(axis: axis), at: SourceLocation(file: file, line: line))
  }
}

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The mean along the given axes, or of all elements: the sum over the number of elements.
  public func mean(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let total = sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
    let shape = shape ?? .scalar
    let extents = axes.map { $0.filter(shape.extents.indices.contains).map { shape[$0] } }
    let count = (extents ?? shape.extents).reduce(1, *)
    let divisor = Tensor<Scalar>.constant(NDArray(Scalar(count)), at: location)
    return Tensor(Expression(.divide, [total.expression, divisor.expression], at: location))
  }
}

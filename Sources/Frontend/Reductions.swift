import Diagnostics
import GraphIR

// Axes are counted from the end where they are negative. Without axes, all elements become one.

extension TensorConvertible where Scalar: NumericTensorScalar {
  /// The sum along the given axes, or of all elements. Sums of floats are gathered in doubles.
  public func sum(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    reduce(.sum, axes, keepingDimensions, at: SourceLocation(file: file, line: line))
  }

  /// The product along the given axes, or of all elements.
  public func prod(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    reduce(.product, axes, keepingDimensions, at: SourceLocation(file: file, line: line))
  }

  /// The largest element along the given axes, or of all; NaN where one is NaN.
  ///
  /// In the gradient every tied element gets all of it, as in Theano.
  public func max(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    reduce(.maximum, axes, keepingDimensions, at: SourceLocation(file: file, line: line))
  }

  /// The smallest element along the given axes, or of all; NaN where one is NaN.
  ///
  /// In the gradient every tied element gets all of it, as in Theano.
  public func min(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    reduce(.minimum, axes, keepingDimensions, at: SourceLocation(file: file, line: line))
  }

  private func reduce(
    _ reduction: Reduction, _ axes: [Int]?, _ keepsDimensions: Bool, at location: SourceLocation
  ) -> Tensor<Scalar> {
    let axes = normalizedAxes(axes)
    return apply(
      .reduce(reduction, axes: axes, keepsDimensions: keepsDimensions), at: location)
  }
}

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The mean along the given axes, or of all elements: the sum over the number of elements.
  public func mean(
    axes: [Int]? = nil, keepingDimensions: Bool = false, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let total = sum(axes: axes, keepingDimensions: keepingDimensions, file: file, line: line)
    let averaged = normalizedAxes(axes)
    let extents = (shape?.extents ?? []).enumerated().filter { averaged.contains($0.offset) }
    let count = extents.reduce(1) { $0 * $1.element }
    let divisor = Tensor<Scalar>.constant(NDArray(Scalar(count)), at: location)
    return Tensor(Expression(.divide, [total.expression, divisor.expression], at: location))
  }
}

extension TensorConvertible {
  /// The axes of a reduction, counted from the start.
  fileprivate func normalizedAxes(_ axes: [Int]?) -> [Int] {
    let rank = shape?.rank ?? 0
    return axes?.map { normalized($0, rank: rank) } ?? Array(0..<rank)
  }
}

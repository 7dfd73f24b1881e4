import Diagnostics
import GraphIR

extension TensorConvertible {
  /// The same elements, in row-major order, under another shape of as many elements.
  ///
  /// - Parameter shape: one extent may be -1: what the number of elements makes it.
  public func reshape(
    _ shape: Shape, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard shape.extents.contains(-1), let own = self.shape else {
      return apply(.reshape(shape), at: location)
    }
    let others = Shape(shape.extents.filter { $0 != -1 })
    guard others.rank == shape.rank - 1, TensorType(Scalar.elementType, others).isPossible,
      others.elementCount > 0, own.elementCount.isMultiple(of: others.elementCount)
    else {
      let mistake = FunctionError.reshapeUnknown(own, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let unknown = own.elementCount / others.elementCount
    return apply(.reshape(Shape(shape.extents.map { $0 == -1 ? unknown : $0 })), at: location)
  }

  /// The first `outputRank - 1` axes as they are, and all the others as one (Theano's `flatten`).
  public func flatten(
    _ outputRank: Int = 1, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    guard let shape else {
      return Tensor(Expression(.reshape(.scalar), [expression], at: location))
    }
    guard outputRank >= 1, outputRank <= Swift.max(shape.rank, 1) else {
      let mistake = FunctionError.flattenRank(outputRank, shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    let kept = shape.extents.prefix(outputRank - 1)
    let merged = shape.extents.dropFirst(outputRank - 1).reduce(1, *)
    return apply(.reshape(Shape(kept + [merged])), at: location)
  }

  /// The axes in another order; `nil` is a new axis of extent 1 (Theano's `dimshuffle`, where it
  /// is `'x'`). Axes that are left out must have extent 1.
  ///
  ///     bias.dimshuffle(nil, 0, nil, nil)   // (50,) becomes (1, 50, 1, 1)
  public func dimshuffle(
    _ order: Int?..., file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    dimshuffle(order, file: file, line: line)
  }

  /// The axes in an order that is known only when the program runs.
  public func dimshuffle(
    _ order: [Int?], file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    apply(.dimshuffle(order), at: SourceLocation(file: file, line: line))
  }

  /// The axes in reverse order.
  public func transpose(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    let order = (0..<(shape?.rank ?? 0)).reversed().map(Optional.init)
    return apply(.dimshuffle(order), at: SourceLocation(file: file, line: line))
  }
}

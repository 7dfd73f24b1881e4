import GraphIR
import GraphPasses
import Schedule

extension Choice {
  /// The choice for a product of matrices.
  init?(
    product node: Node, in graph: Graph, target: Target, way: String? = nil,
    sums: (_ images: Int) -> SumTree
  ) {
    guard case .dot(let transposesLeft, let transposesRight) = node.operation else { return nil }
    self.init(
      left: graph.type(of: node.operands[0]), result: node.types[0],
      transposesLeft: transposesLeft, transposesRight: transposesRight, target: target, way: way,
      sums: sums)
  }

  /// The choice for the product of matrices of the given types.
  ///
  /// - Parameters:
  ///   - way: the name of the way that is taken, if there is one of that name; otherwise it is the
  ///     cheapest.
  ///   - sums: the order of a sum over so many images.
  init(
    left: TensorType, result: TensorType, transposesLeft: Bool, transposesRight: Bool,
    target: Target, way: String? = nil,
    sums: (_ images: Int) -> SumTree = { SumTree(images: $0, granularity: 1) }
  ) {
    let rank = result.shape.rank
    let (rows, columns) = (result.shape[rank - 2], result.shape[rank - 1])
    let inner = left.shape[rank - (transposesLeft ? 2 : 1)]
    // What the rows of both matrices count is summed over: images, in gradients at weights.
    let isOverRows = rank == 2 && transposesLeft && !transposesRight
    let order = isOverRows ? sums(inner) : SumTree(features: inner)
    let tilings = ProductTilings(
      rows: ProductTiling.Operand(
        extent: rows, stride: transposesLeft ? 1 : inner, innerStride: transposesLeft ? rows : 1),
      columns: ProductTiling.Operand(
        extent: columns, stride: transposesRight ? inner : 1,
        innerStride: transposesRight ? 1 : columns),
      sums: order, elementType: result.elementType, target: target)
    self.init(
      .product(
        MatrixProduct(
          elementType: result.elementType, batch: result.shape.extents.dropLast(2).reduce(1, *),
          rows: rows, columns: columns, inner: inner, transposesLeft: transposesLeft,
          transposesRight: transposesRight, tiling: tilings.tiling(named: way), epilogue: nil)),
      candidates: tilings.candidates)
  }
}

import GraphIR
import GraphPasses
import Schedule

extension Choice {
  /// The choice for a product of matrices.
  init?(
    product node: Node, in graph: Graph, target: Target, granularity: Int
  ) {
    guard case .dot(let transposesLeft, let transposesRight) = node.operation else { return nil }
    self.init(
      left: graph.type(of: node.operands[0]), result: node.types[0],
      transposesLeft: transposesLeft, transposesRight: transposesRight, target: target,
      granularity: granularity)
  }

  /// The choice for the product of matrices of the given types.
  ///
  /// - Parameter granularity: what chunks of images start at a multiple of.
  init(
    left: TensorType, result: TensorType, transposesLeft: Bool, transposesRight: Bool,
    target: Target, granularity: Int = 1
  ) {
    let rank = result.shape.rank
    let (rows, columns) = (result.shape[rank - 2], result.shape[rank - 1])
    let inner = left.shape[rank - (transposesLeft ? 2 : 1)]
    // What the rows of both matrices count is summed over: images, in gradients at weights.
    let isOverRows = rank == 2 && transposesLeft && !transposesRight
    let sums =
      isOverRows
      ? SumTree(images: inner, granularity: granularity) : SumTree(features: inner)
    let tilings = ProductTilings(
      rows: ProductTiling.Operand(
        extent: rows, stride: transposesLeft ? 1 : inner, innerStride: transposesLeft ? rows : 1),
      columns: ProductTiling.Operand(
        extent: columns, stride: transposesRight ? inner : 1,
        innerStride: transposesRight ? 1 : columns),
      sums: sums, elementType: result.elementType, target: target)
    self.init(
      .product(
        MatrixProduct(
          elementType: result.elementType, batch: result.shape.extents.dropLast(2).reduce(1, *),
          rows: rows, columns: columns, inner: inner, transposesLeft: transposesLeft,
          transposesRight: transposesRight, tiling: tilings.best, epilogue: nil)),
      candidates: tilings.candidates)
  }
}

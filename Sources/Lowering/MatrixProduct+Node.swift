import GraphIR
import Schedule

extension MatrixProduct {
  /// The product that a node is, if it is one, in the cheapest tiling.
  init?(_ node: Node, in graph: Graph, for target: Target) {
    guard case .dot(let transposesLeft, let transposesRight) = node.operation else { return nil }
    let (left, result) = (graph.type(of: node.operands[0]).shape, node.types[0].shape)
    let elementType = node.types[0].elementType
    let (rows, columns) = (result[result.rank - 2], result[result.rank - 1])
    let inner = left[result.rank - (transposesLeft ? 2 : 1)]
    let tiling = ProductTiling.best(
      rows: ProductTiling.Operand(
        extent: rows, stride: transposesLeft ? 1 : inner, innerStride: transposesLeft ? rows : 1),
      columns: ProductTiling.Operand(
        extent: columns, stride: transposesRight ? inner : 1,
        innerStride: transposesRight ? 1 : columns),
      inner: inner, elementType: elementType, target: target)
    self.init(
      elementType: elementType, batch: result.extents.dropLast(2).reduce(1, *), rows: rows,
      columns: columns, inner: inner, transposesLeft: transposesLeft,
      transposesRight: transposesRight, tiling: tiling, epilogue: nil)
  }
}

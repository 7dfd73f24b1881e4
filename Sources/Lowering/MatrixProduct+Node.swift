import GraphIR
import Schedule

extension MatrixProduct {
  /// The product of a node that is one, in the cheapest tiling.
  init?(_ node: Node, in graph: Graph, for target: Target) {
    guard case .dot(let transposesLeft, let transposesRight) = node.operation else { return nil }
    self.init(
      left: graph.type(of: node.operands[0]), result: node.types[0],
      transposesLeft: transposesLeft, transposesRight: transposesRight, target: target)
  }

  /// The product of matrices of the given types, in the cheapest tiling.
  init(
    left: TensorType, result: TensorType, transposesLeft: Bool, transposesRight: Bool,
    target: Target
  ) {
    let rank = result.shape.rank
    let (rows, columns) = (result.shape[rank - 2], result.shape[rank - 1])
    let inner = left.shape[rank - (transposesLeft ? 2 : 1)]
    let tiling = ProductTiling.best(
      rows: ProductTiling.Operand(
        extent: rows, stride: transposesLeft ? 1 : inner, innerStride: transposesLeft ? rows : 1),
      columns: ProductTiling.Operand(
        extent: columns, stride: transposesRight ? inner : 1,
        innerStride: transposesRight ? 1 : columns),
      inner: inner, elementType: result.elementType, target: target)
    self.init(
      elementType: result.elementType, batch: result.shape.extents.dropLast(2).reduce(1, *),
      rows: rows, columns: columns, inner: inner, transposesLeft: transposesLeft,
      transposesRight: transposesRight, tiling: tiling, epilogue: nil)
  }
}

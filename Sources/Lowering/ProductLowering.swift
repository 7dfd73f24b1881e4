import GraphIR

extension GraphLowerer {
  /// Adds the kernel of a matrix product, unless the element-wise node that reads it computes it.
  mutating func lowerDot(_ index: Int) throws {
    guard !fusion.fused.contains(index),
      let product = MatrixProduct(graph.nodes[index], in: graph, for: target)
    else { return }
    let operands = try productOperands(index)
    try append(product, index, detail: product.method, operands: operands)
  }

  /// Adds the kernel of an element-wise node and the product that it reads.
  mutating func lowerElementwise(_ program: ScalarProgram, _ index: Int, of dot: Int) throws {
    let node = graph.nodes[index]
    guard let product = MatrixProduct(graph.nodes[dot], in: graph, for: target) else { return }
    var buffers = try productOperands(dot)
    let operands: [ProductEpilogue.Operand] = try node.operands.map { operand in
      operand.node == dot
        ? .product
        : .loop(try loopOperand(operand, over: node.types[0].shape, layout: .rowMajor, &buffers))
    }
    let epilogue = ProductEpilogue(
      operands: operands, program: program,
      operandTypes: node.operands.map { graph.type(of: $0).elementType })
    let types = graph.nodes[dot].operands.map { graph.type(of: $0).description }
    try append(
      product.followed(by: epilogue), index, suffix: "dot_\(Self.suffix(of: program))",
      detail: "%\(dot) = \(graph.nodes[dot].operation): \(types.joined(separator: ", ")), \(product.method)",
      operands: buffers)
  }

  private mutating func productOperands(_ dot: Int) throws -> [Int] {
    let operands = graph.nodes[dot].operands
    return [try buffer(operands[0]), try buffer(operands[1])]
  }

  private mutating func append(
    _ product: MatrixProduct, _ index: Int, suffix: String? = nil, detail: String,
    operands: [Int]
  ) throws {
    var results = [result(index)]
    if let tiling = product.tiling {
      let type = product.elementType
      let counts = (tiling.packs ? [tiling.packedCount] : []) + (tiling.hasParts ? [tiling.partialCount] : [])
      for count in counts {
        let byteCount = product.batch * count * type.byteCount
        results.append(scratch(index, elementType: type, byteCount: byteCount))
      }
    }
    append(
      index, .matrixProduct(product), suffix: suffix, detail: detail, operands: operands,
      results: results)
  }
}

import GraphIR
import Schedule

extension GraphLowerer {
  /// Adds the kernel of a matrix product, unless the element-wise node that reads it computes it.
  mutating func lowerDot(_ index: Int) throws {
    guard !plan.productFusion.fused.contains(index), let product = plan.choices[index]?.product
    else { return }
    append(product, index, try productArguments(index))
  }

  /// Adds the kernel of an element-wise node and the product that it reads.
  mutating func lowerElementwise(_ program: ScalarProgram, _ index: Int, of dot: Int) throws {
    let node = graph.nodes[index]
    guard let product = plan.choices[dot]?.product else { return }
    var arguments = try productArguments(dot)
    let operands: [ProductEpilogue.Operand] = try node.operands.map { operand in
      operand.node == dot
        ? .product
        : .loop(try loopOperand(operand, over: node.types[0].shape, layout: .rowMajor, &arguments))
    }
    let epilogue = ProductEpilogue(
      operands: operands, program: program,
      operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      product.followed(by: epilogue), index, suffix: "dot_\(Self.suffix(of: program))", arguments)
  }

  private mutating func productArguments(_ dot: Int) throws -> [Argument] {
    let operands = graph.nodes[dot].operands
    return [
      Argument(.read, .left, try buffer(operands[0])),
      Argument(.read, .right, try buffer(operands[1])),
    ]
  }

  private mutating func append(
    _ product: MatrixProduct, _ index: Int, suffix: String? = nil, _ arguments: [Argument]
  ) {
    let arguments = arguments + [output(index)]
    append(
      index, .matrixProduct(product), suffix: suffix,
      arguments + workspaces(of: .matrixProduct(product), index))
  }
}

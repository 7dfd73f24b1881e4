import GraphIR
import Schedule

extension GraphLowerer {
  /// Adds the kernel of a sum over everything, with what it sums if that has been left to it.
  mutating func lowerFullReduction(_ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    let count = type.shape.elementCount
    var arguments: [Argument] = []
    var program = ScalarProgram(.identity)
    var terms = [operand]
    if plan.sums.fused.contains(operand.node),
      case .elementwise(let fused, _) = graph[operand].operation
    {
      program = fused
      terms = graph[operand].operands
    }
    let operands = try terms.map {
      try loopOperand($0, over: type.shape, layout: .rowMajor, &arguments)
    }
    let nest = LoopNest(
      extents: type.shape.extents, operands: operands, resultStrides: type.shape.rowMajorStrides,
      program: program, operandTypes: terms.map { graph.type(of: $0).elementType })
    let sum = FullReduction(elementType: type.elementType, count: count, terms: nest)
    let sums = workspaces(of: .fullReduction(sum), index)
    append(
      index, .fullReduction(sum),
      detail: plan.sums.fused.contains(operand.node)
        ? "%\(operand.node) = \(graph[operand].operation)" : nil,
      arguments + [output(index)] + sums)
  }
}

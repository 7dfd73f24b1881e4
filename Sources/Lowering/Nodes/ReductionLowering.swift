import GraphIR
import Schedule

extension GraphLowerer {
  mutating func lowerReduction(
    _ reduction: Reduction, _ axes: [Int], _ index: Int
  ) throws {
    if plan.sumFusion.sums.contains(index) { return try lowerFullReduction(index) }
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    if case .imagesInnermost(let lanes) = layout(of: operand), Set(axes) == [0, 2, 3],
      reduction == .sum
    {
      let source = try buffer(operand, as: layout(of: operand))
      let kernel = ChannelSumKernel(
        type, lanes: lanes, sums: plan.sums(index, over: type.shape[0]))
      append(index, .channelSum(kernel), [Argument(.read, .input, source), output(index)])
      return
    }
    let strides = type.shape.rowMajorStrides
    let all = type.shape.extents.indices.map { (extent: type.shape[$0], stride: strides[$0]) }
    let isOverRows = reduction == .sum && type.elementType.isFloatingPoint && axes.contains(0)
    let kernel = ReductionKernel(
      reduction: reduction, elementType: type.elementType,
      kept: all.indices.filter { !axes.contains($0) }.map { all[$0] },
      reduced: all.indices.filter { axes.contains($0) }.map { all[$0] },
      sums: isOverRows ? plan.sums(index, over: type.shape[0]) : nil)
    let source = try buffer(operand)
    append(index, .reduction(kernel), [Argument(.read, .input, source), output(index)])
  }

  /// Adds the kernel of a sum over everything, with what it sums if that has been left to it.
  private mutating func lowerFullReduction(_ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    var arguments: [Argument] = []
    var program = ScalarProgram(.identity)
    var terms = [operand]
    if plan.sumFusion.fused.contains(operand.node),
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
    let rows = type.shape[0]
    let sum = FullReduction(
      elementType: type.elementType, sums: plan.sums(index, over: rows),
      rowElements: type.shape.elementCount / rows, terms: nest)
    let sums = workspaces(of: .fullReduction(sum), index)
    append(index, .fullReduction(sum), arguments + [output(index)] + sums)
  }
}

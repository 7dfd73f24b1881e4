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
      return try lowerChannelSum(index, type, lanes: lanes)
    }
    let strides = type.shape.rowMajorStrides
    let all = type.shape.extents.indices.map { (extent: type.shape[$0], stride: strides[$0]) }
    let kept = type.shape.extents.indices.filter { !axes.contains($0) }
    let reduced = type.shape.extents.indices.filter(axes.contains)
    let isOverRows = reduction == .sum && type.elementType.isFloatingPoint && axes.contains(0)
    var arguments: [Argument] = []
    let kernel = ReductionKernel(
      reduction: reduction, elementType: type.elementType,
      kept: kept.map { all[$0] }, reduced: reduced.map { all[$0] },
      sums: isOverRows ? plan.sums(index, over: type.shape[0]) : nil,
      term: try rowTerm(of: index, axes: kept + reduced, &arguments),
      keepsSumsOfChunks: plan.target.keepsSumsOfChunks)
    append(
      index, .reduction(kernel),
      arguments + [output(index)] + workspaces(of: .reduction(kernel), index))
  }

  /// What a sum of rows adds up, if it is more than elements, which are the input otherwise.
  private mutating func rowTerm(
    of sum: Int, axes: [Int], _ arguments: inout [Argument]
  ) throws -> ElementProgram? {
    let operand = graph.nodes[sum].operands[0]
    guard plan.sumFusion.fused.contains(operand.node),
      case .elementwise(let program, let shape) = graph[operand].operation
    else {
      arguments.append(Argument(.read, .input, try buffer(operand)))
      return nil
    }
    let values = graph[operand].operands
    let operands = try values.map { value -> LoopNest.Operand in
      let read = try loopOperand(value, over: shape, layout: .rowMajor, &arguments)
      guard case .element(let role, let strides, let offset) = read else { return read }
      return .element(role, strides: axes.map { strides[$0] }, offset: offset)
    }
    return ElementProgram(
      operands: operands, program: program,
      operandTypes: values.map { graph.type(of: $0).elementType })
  }

  /// Adds the kernel of a sum over images and positions, with those that are taken together with
  /// it.
  private mutating func lowerChannelSum(_ index: Int, _ type: TensorType, lanes: Int) throws {
    if plan.sumFusion.taken.contains(index) { return }
    let sums = plan.sumFusion.groups[index] ?? [index]
    var arguments: [Argument] = []
    var terms: [ElementProgram] = []
    for sum in sums {
      terms.append(
        try rowTerm(of: sum, type, lanes: lanes, &arguments)
          ?? channelTerm(of: sum, type, lanes: lanes, &arguments))
    }
    let kernel = ChannelSumKernel(
      rowSums[index] == nil ? type : type.ofRows, lanes: lanes,
      sums: plan.sums(index, over: type.shape[0]), terms: terms)
    let results = sums.enumerated().map { number, sum in
      Argument(.write, ChannelSumKernel.role(ofResult: number), result(sum))
    }
    let name = appendUnchecked(index, .channelSum(kernel), arguments + results)
    for (sum, result) in zip(sums, results) {
      checkNumbers(sum, kernel: name, [result.buffer])
    }
  }

  /// The sums of rows that are there, if a convolution takes them.
  private func rowTerm(
    of sum: Int, _ type: TensorType, lanes: Int, _ arguments: inout [Argument]
  ) -> ElementProgram? {
    guard let rows = rowSums[sum]?.first else { return nil }
    let operand = LoopNest.Operand.element(
      Self.role(of: rows, &arguments), strides: ElementProgram.strides(type.ofRows, lanes: lanes))
    return ElementProgram(
      operands: [operand], program: ScalarProgram(.identity), operandTypes: [type.elementType])
  }

  /// What a sum over images and positions adds up.
  mutating func channelTerm(
    of sum: Int, _ type: TensorType, lanes: Int, _ arguments: inout [Argument]
  ) throws -> ElementProgram {
    let operand = graph.nodes[sum].operands[0]
    var program = ScalarProgram(.identity)
    if plan.sumFusion.fused.contains(operand.node),
      case .elementwise(let fused, _) = graph[operand].operation
    {
      program = fused
    }
    return try elementProgram(
      program, of: plan.sumFusion.terms(of: sum, in: graph), over: type, lanes: lanes, &arguments)
  }

  /// Adds the kernel of the sums and squares of planes, which it reads as they lie, or of their
  /// rows if a convolution takes those.
  mutating func lowerPlaneMoments(_ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let (type, layout) = (graph.type(of: operand), layout(of: operand))
    let rows = rowSums[index]
    let kernel =
      rows == nil
      ? PlaneMomentsKernel(type, layout: layout)
      : PlaneMomentsKernel(type.ofRows, layout: layout, rowLength: type.shape[3])
    let sources = try rows ?? [buffer(operand, as: layout)]
    let arguments = zip([Argument.Role.input, .values], sources).map { Argument(.read, $0, $1) }
    append(
      index, .planeMoments(kernel),
      arguments + [output(index), Argument(.write, .squares, result(index, 1))])
  }

  /// A program of elements at one place of tensors with images innermost, whose buffers are added
  /// to the arguments.
  mutating func elementProgram(
    _ program: ScalarProgram, of values: [Value], over type: TensorType, lanes: Int,
    _ arguments: inout [Argument]
  ) throws -> ElementProgram {
    let operands = try values.map { value -> LoopNest.Operand in
      if let literal = literal(value) { return .literal(literal) }
      let shape = graph.type(of: value).shape
      let isWhole = shape == type.shape
      let isByPlane = LayoutAssignment.isByPlane(graph.type(of: value), over: type)
      let buffer = try buffer(
        value, as: isWhole || isByPlane ? .imagesInnermost(lanes: lanes) : .rowMajor)
      let strides =
        isWhole
        ? ElementProgram.strides(type, lanes: lanes)
        : isByPlane
          ? ElementProgram.planeStrides(type, lanes: lanes)
          : shape.elementCount == 1 ? [0, 0, 0, 0] : ElementProgram.channelStrides
      return .element(Self.role(of: buffer, &arguments), strides: strides)
    }
    return ElementProgram(
      operands: operands, program: program,
      operandTypes: values.map { graph.type(of: $0).elementType })
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

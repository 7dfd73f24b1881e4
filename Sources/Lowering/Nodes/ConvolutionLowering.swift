import Diagnostics
import GraphIR
import Schedule

extension GraphLowerer {
  /// Adds the kernel of a convolution or of one of its gradients, alone or fused.
  mutating func lowerConvolution(_ index: Int) throws {
    let node = graph.nodes[index]
    switch node.operation {
    case .conv2d(let convolution):
      try lowerForward(ConvolutionBlock(convolution: convolution), index)
    case .convolutionBlock(let block):
      try lowerForward(block, index)
    case .conv2dInputGradient(let convolution, let input):
      try lowerInputGradient(convolution, .dense, input: input, index)
    case .convolutionBlockInputGradient(let convolution, let pooling, let input):
      try lowerInputGradient(convolution, .pooled(pooling), input: input, index)
    case .conv2dFilterGradient(let convolution, let filters):
      try lowerFilterGradient(convolution, .dense, filters: filters, index)
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filters):
      try lowerFilterGradient(convolution, .pooled(pooling), filters: filters, index)
    case .convolutionBlockBiasGradient:
      try lowerBiasGradient(index)
    default:
      throw noKernel(index)
    }
  }

  private func noKernel(_ index: Int) -> InternalError {
    InternalError(
      stage: "lowering", detail: "no kernel computes \(graph.nodes[index].operation)")
  }

  private mutating func lowerBiasGradient(_ index: Int) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: node.operands[0])
    let mask = graph.type(of: node.operands[1]).elementType
    let lanes = plan.target.lanes(of: type.elementType)
    let kernel = ChannelSumKernel(
      type, lanes: lanes, sums: plan.sums(index, over: type.shape[0]), mask: mask)
    let roles: [Argument.Role] = [.input, .mask]
    let arguments = try zip(roles, node.operands).map { role, operand in
      Argument(.read, role, try buffer(operand, as: .imagesInnermost(lanes: lanes)))
    }
    append(index, .channelSum(kernel), arguments + [output(index)])
  }

  private mutating func lowerForward(_ block: ConvolutionBlock, _ index: Int) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      block.convolution, input: graph.type(of: node.operands[0]),
      filters: graph.type(of: node.operands[1]).shape)
    if let pooling = block.pooling {
      try expectWholeWindows(pooling, geometry, pooled: node.types[0].shape, index)
    }
    let choice = try choice(index)
    if case .patches(let kernel, let unfolding) = choice.method {
      return try lowerPatches(kernel, unfolding, block, index)
    }
    var arguments: [Argument] = []
    let input = try copied(node.operands[0], as: .input, geometry, &arguments)
    arguments.append(Argument(.read, .filters, try buffer(node.operands[1])))
    if block.hasBias { arguments.append(Argument(.read, .bias, try buffer(node.operands[2]))) }
    let results: [Argument.Role] =
      [.output] + (block.keepsMask ? [.mask] : []) + (block.keepsSums ? [.preactivation] : [])
    for (number, role) in results.enumerated() {
      arguments.append(Argument(.write, role, result(index, number)))
    }
    let sums = try rowSums(index, &arguments)
    try append(
      choice, index, suffix: Self.name(of: block), arguments, input: input, rowSums: sums)
  }

  private func choice(_ index: Int) throws -> Choice {
    guard let choice = plan.choices[index] else {
      throw InternalError(stage: "lowering", detail: "the plan has no algorithm for %\(index)")
    }
    return choice
  }

  /// Adds the kernel of a choice, with the workspace that it needs after its other arguments.
  private mutating func append(
    _ choice: Choice, _ index: Int, suffix: String, _ arguments: [Argument],
    input: ElementProgram? = nil, gradient: ElementProgram? = nil, rowSums: RowSums? = nil
  ) throws {
    guard case .convolution(let chosen, _) = choice.method else { throw noKernel(index) }
    let body = chosen.computing(input: input, gradient: gradient, rowSums: rowSums)
    append(index, body, suffix: suffix, arguments + workspaces(of: body, index))
  }

  /// Adds the arguments for what a convolution adds up of its rows, behind its results.
  private mutating func rowSums(
    _ index: Int, _ arguments: inout [Argument]
  ) throws -> RowSums? {
    guard let sums = plan.convolutionSums.sums[index] else { return nil }
    guard case .imagesInnermost(let lanes) = plan.layouts[index] else {
      throw InternalError(
        stage: "lowering", detail: "%\(index) sums rows of images that are not innermost")
    }
    let type = graph.nodes[index].types[0]
    var terms: [ElementProgram] = []
    var results: [Argument] = []
    let reductions = sums.filter { graph.nodes[$0].operation != .planeMoments }
    for (number, sum) in reductions.enumerated() {
      terms.append(try channelTerm(of: sum, type, lanes: lanes, &arguments))
      results.append(
        rows(of: sum, in: type, lanes: lanes, as: RowSums.role(ofSum: number), "row_sums"))
    }
    let moments = sums.first { graph.nodes[$0].operation == .planeMoments }
    if let moments {
      let role = RowSums.role(ofSum: terms.count)
      results.append(rows(of: moments, in: type, lanes: lanes, as: role, "row_sums"))
      results.append(rows(of: moments, in: type, lanes: lanes, as: .squares, "row_squares"))
    }
    arguments += results
    return RowSums(terms: terms, takesMoments: moments != nil)
  }

  /// Memory for a number of each row of images, for a sum to read.
  private mutating func rows(
    of sum: Int, in type: TensorType, lanes: Int, as role: Argument.Role, _ suffix: String
  ) -> Argument {
    let buffer = add(
      Buffer(
        name: names.unique("\(names.value(of: sum))_\(suffix)"), type: type.ofRows,
        layout: .imagesInnermost(lanes: lanes), place: .arena))
    rowSums[sum, default: []].append(buffer)
    return Argument(.write, role, buffer)
  }

  /// Adds the argument for a tensor that a kernel copies planes of; where the kernel computes it,
  /// those for what it is computed of.
  ///
  /// - Returns: what the kernel computes.
  private mutating func copied(
    _ value: Value, as role: Argument.Role, _ geometry: ConvolutionGeometry,
    _ arguments: inout [Argument]
  ) throws -> ElementProgram? {
    guard plan.convolutionFusion.fused.contains(value.node),
      case .elementwise(let program, _) = graph[value].operation
    else {
      arguments.append(
        Argument(.read, role, try buffer(value, as: imagesInnermost(geometry))))
      return nil
    }
    return try elementProgram(
      program, of: graph[value].operands, over: graph.type(of: value), lanes: geometry.lanes,
      &arguments)
  }

  private mutating func lowerInputGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, input: Shape, _ index: Int
  ) throws {
    if let pair = plan.gradientPairs.pairs[index] { return try lowerGradients(pair, index) }
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: TensorType(node.types[0].elementType, input),
      filters: graph.type(of: node.operands[0]).shape)
    if case .pooled(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    var arguments = [Argument(.read, .filters, try buffer(node.operands[0]))]
    let computed = try copied(node.operands[1], as: .gradient, geometry, &arguments)
    if node.operands.count > 2 {
      _ = try copied(node.operands[2], as: .mask, geometry, &arguments)
    }
    arguments.append(output(index))
    let sums = try rowSums(index, &arguments)
    try append(
      choice(index), index, suffix: "conv2d_input_gradient", arguments, gradient: computed,
      rowSums: sums)
  }

  private mutating func lowerFilterGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, filters: Shape, _ index: Int
  ) throws {
    guard plan.gradientPairs.inputGradients[index] == nil else { return }
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: graph.type(of: node.operands[0]), filters: filters)
    if case .pooled(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    var arguments: [Argument] = []
    let input = try copied(node.operands[0], as: .input, geometry, &arguments)
    let computed = try copied(node.operands[1], as: .gradient, geometry, &arguments)
    if node.operands.count > 2 {
      _ = try copied(node.operands[2], as: .mask, geometry, &arguments)
    }
    try append(
      choice(index), index, suffix: "conv2d_filter_gradient", arguments + [output(index)],
      input: input, gradient: computed)
  }

  /// Adds the kernel of both gradients of a convolution.
  private mutating func lowerGradients(_ pair: GradientPairs.Pair, _ index: Int) throws {
    var kernel = pair.kernel
    let (input, gradient) = (
      graph.nodes[pair.filterGradient].operands[0], graph.nodes[index].operands[1]
    )
    var arguments = [Argument(.read, .filters, try buffer(graph.nodes[index].operands[0]))]
    kernel.filters.computedInput = try copied(input, as: .input, kernel.geometry, &arguments)
    kernel.input.computedGradient = try copied(
      gradient, as: .gradient, kernel.geometry, &arguments)
    arguments.append(output(index))
    arguments.append(Argument(.write, .filterGradient, result(pair.filterGradient)))
    kernel.input.rowSums = try rowSums(index, &arguments)
    let body = Kernel.Body.convolutionGradients(kernel)
    append(
      [index, pair.filterGradient], body, suffix: "conv2d_gradients",
      arguments + workspaces(of: body, pair.filterGradient))
  }

  /// Kernels of blocks take windows that lie side by side, and none that crosses the border.
  private func expectWholeWindows(
    _ pooling: Pooling, _ geometry: ConvolutionGeometry, pooled: Shape, _ index: Int
  ) throws {
    let windows = [geometry.pooledHeight(pooling), geometry.pooledWidth(pooling)]
    guard pooling.stride == pooling.window, Array(pooled.extents.suffix(2)) == windows else {
      throw noKernel(index)
    }
  }

  private func geometry(
    _ convolution: Convolution, input: TensorType, filters: Shape
  ) -> ConvolutionGeometry {
    ConvolutionGeometry(
      convolution, input: input.shape, filters: filters, elementType: input.elementType,
      target: plan.target, shard: graph.shard)
  }

  private func imagesInnermost(_ geometry: ConvolutionGeometry) -> Layout {
    .imagesInnermost(lanes: geometry.lanes)
  }

  static func name(of block: ConvolutionBlock) -> String {
    ([
      "conv2d", block.pooling?.mode.operationName, block.hasBias ? "bias" : nil,
      block.activation?.name,
    ])
    .compactMap { $0 }.joined(separator: "_")
  }
}

extension Kernel.Body {
  /// The same of an input, or an output gradient, that the kernel computes itself, and with sums
  /// of its rows.
  fileprivate func computing(
    input: ElementProgram?, gradient: ElementProgram?, rowSums: RowSums?
  ) -> Kernel.Body {
    switch self {
    case .convolution(var kernel):
      (kernel.computedInput, kernel.rowSums) = (input, rowSums)
      return .convolution(kernel)
    case .convolutionInputGradient(var kernel):
      (kernel.computedGradient, kernel.rowSums) = (gradient, rowSums)
      return .convolutionInputGradient(kernel)
    case .convolutionFilterGradient(var kernel):
      (kernel.computedInput, kernel.computedGradient) = (input, gradient)
      return .convolutionFilterGradient(kernel)
    default:
      return self
    }
  }
}

extension TensorType {
  /// One number for each row of images.
  var ofRows: TensorType { TensorType(elementType, Shape(shape.extents.dropLast() + [1])) }
}

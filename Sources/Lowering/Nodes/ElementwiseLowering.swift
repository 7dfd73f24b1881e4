import GraphIR
import Schedule

// Loops around scalar programs, and what they read of operands of other shapes and layouts.

extension GraphLowerer {
  mutating func lowerElementwise(_ program: ScalarProgram, _ index: Int) throws {
    if let dot = plan.productFusion.products[index] {
      return try lowerElementwise(program, index, of: dot)
    }
    let node = graph.nodes[index]
    let shape = node.types[0].shape
    let layout = layout(of: Value(node: index))
    if case .imagesInnermost(let lanes) = layout,
      LayoutAssignment.readsRows(node, in: graph, plan.layouts)
    {
      return try lowerElementwise(program, ofRowsInto: lanes, index)
    }
    var arguments: [Argument] = []
    let operands = try node.operands.map {
      try loopOperand($0, over: shape, layout: layout, &arguments)
    }
    let extents = layout.extents(of: shape)
    let nest = LoopNest(
      extents: extents, operands: operands, resultStrides: Shape(extents).rowMajorStrides,
      program: program, operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      index, .loop(nest), suffix: Self.suffix(of: program), arguments + [output(index)])
  }

  /// Adds a kernel that computes from rows and leaves images innermost.
  private mutating func lowerElementwise(
    _ program: ScalarProgram, ofRowsInto lanes: Int, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    var arguments: [Argument] = []
    var operands: [LayoutConversion.Operand] = []
    for operand in node.operands {
      if let literal = literal(operand) {
        operands.append(.literal(literal))
      } else {
        operands.append(.element(Self.role(of: try buffer(operand), &arguments)))
      }
    }
    let conversion = LayoutConversion(
      node.types[0].shape, .toImagesInnermost, lanes: lanes, operands: operands, program: program,
      operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      index, .layoutConversion(conversion), suffix: Self.suffix(of: program),
      arguments + [output(index)])
  }

  /// The role in which a kernel reads a buffer: a new one, unless it reads it already.
  static func role(of buffer: Int, _ arguments: inout [Argument]) -> Argument.Role {
    if let argument = arguments.first(where: { $0.buffer == buffer }) { return argument.role }
    arguments.append(Argument(.read, .operand(arguments.count), buffer))
    return .operand(arguments.count - 1)
  }

  /// What a loop over a shape reads of an operand, whose buffer is added to the arguments.
  mutating func loopOperand(
    _ operand: Value, over shape: Shape, layout: Layout, _ arguments: inout [Argument]
  ) throws -> LoopNest.Operand {
    if let literal = literal(operand) { return .literal(literal) }
    let type = graph.type(of: operand)
    if graph[operand].isIota {
      return .index(strides: Self.indexStrides(type.shape, over: shape, layout: layout))
    }
    let isByPlane =
      layout != .rowMajor
      && LayoutAssignment.isByPlane(type, over: TensorType(type.elementType, shape))
    let buffer = try buffer(operand, as: type.shape == shape || isByPlane ? layout : .rowMajor)
    let strides =
      isByPlane
      ? Self.planeStrides(type.shape, layout)
      : Self.strides(type.shape, over: shape, layout: layout)
    return .element(Self.role(of: buffer, &arguments), strides: strides)
  }

  /// How far apart neighbours along each loop lie in an operand that is broadcast to a shape.
  private static func strides(_ operand: Shape, over shape: Shape, layout: Layout) -> [Int] {
    if operand == shape { return Shape(layout.extents(of: shape)).rowMajorStrides }
    let padded = operand.padded(toRank: shape.rank)
    let strides = zip(padded.extents, padded.rowMajorStrides).map { $0 == 1 ? 0 : $1 }
    // With images innermost there is one loop more, over the images of a vector.
    return layout == .rowMajor ? strides : strides + [0]
  }

  /// The strides of an operand with one number for each plane, in a layout with images innermost.
  private static func planeStrides(_ operand: Shape, _ layout: Layout) -> [Int] {
    let extents = layout.extents(of: operand)
    return zip(extents, Shape(extents).rowMajorStrides).enumerated().map { axis, stride in
      axis == 2 || axis == 3 ? 0 : stride.1
    }
  }

  /// How much the row-major position in an operand grows along each loop over a shape.
  private static func indexStrides(_ operand: Shape, over shape: Shape, layout: Layout) -> [Int] {
    let strides = strides(operand, over: shape, layout: .rowMajor)
    guard case .imagesInnermost(let lanes) = layout else { return strides }
    return [strides[0] * lanes] + strides.dropFirst() + [strides[0]]
  }

  /// The functions of a program, as part of a name.
  static func suffix(of program: ScalarProgram) -> String {
    let names = program.steps.map(\.function.name)
    return names.count <= 4 ? names.joined(separator: "_") : "elementwise"
  }
}

import Diagnostics
import GraphIR
import Schedule

extension GraphLowerer {
  /// The layout in which a value's node leaves it.
  func layout(of value: Value) -> Layout {
    plan.layouts[value.node]
  }

  /// The scalar that a value is, where it is the same known number everywhere.
  func literal(_ value: Value) -> Literal.Scalar? {
    if case .constant(let literal) = graph[value].operation { literal.splat } else { nil }
  }

  mutating func add(_ buffer: Buffer) -> Int {
    buffers.append(buffer)
    let index = buffers.count - 1
    if case .shared(let number) = buffer.place, sharedBuffers[number] == nil {
      sharedBuffers[number] = index
    }
    return index
  }

  /// Memory for a result of a node: its own, or that of the shared value that it replaces.
  mutating func result(_ index: Int, _ number: Int = 0) -> Int {
    let value = Value(node: index, result: number)
    let buffer: Int
    if let shared = plan.updates.inPlace[index] {
      buffer = sharedBuffer(shared, replacedBy: value)
    } else {
      buffer = add(
        Buffer(
          name: names.unique(name(of: value)), type: graph.type(of: value),
          layout: plan.layouts[index], place: .arena))
    }
    located[LocatedValue(value: value, layout: plan.layouts[index])] = buffer
    return buffer
  }

  /// The buffer of a shared value, which only has one so far if the function reads it.
  mutating func sharedBuffer(_ number: Int, replacedBy value: Value) -> Int {
    sharedBuffers[number]
      ?? add(
        Buffer(
          name: names.unique("shared\(number)"), type: graph.type(of: value), layout: .rowMajor,
          place: .shared(number)))
  }

  private func name(of value: Value) -> String {
    let name = names.value(of: value.node)
    guard value.result > 0 else { return name }
    if graph[value].operation == .planeMoments { return "\(name)_squares" }
    guard case .convolutionBlock(let block) = graph[value].operation else { return name }
    return block.keepsMask && value.result == 1 ? "\(name)_mask" : "\(name)_preactivation"
  }

  /// Memory that the kernel of a node needs only while it runs.
  mutating func workspaces(of body: Kernel.Body, _ index: Int) -> [Argument] {
    body.traits.workspaces.map { workspace in
      let count = workspace.byteCount / workspace.elementType.byteCount
      let buffer = add(
        Buffer(
          name: names.unique(names.workspace(of: index, workspace.role)),
          type: TensorType(workspace.elementType, [count]),
          layout: .rowMajor, place: .arena, byteCount: workspace.byteCount))
      return Argument(.workspace, workspace.role, buffer)
    }
  }

  /// Says that a value lies in memory that is already there.
  mutating func locate(_ index: Int, as place: Buffer.Place) {
    let value = Value(node: index)
    let name = names.unique(name(of: value))
    located[LocatedValue(value: value, layout: .rowMajor)] = add(
      Buffer(name: name, type: graph.type(of: value), layout: .rowMajor, place: place))
  }

  /// The buffer of a value in the requested layout, converted if it lies in another.
  mutating func buffer(_ value: Value, as layout: Layout = .rowMajor) throws -> Int {
    if let buffer = located[LocatedValue(value: value, layout: layout)] { return buffer }
    if located[LocatedValue(value: value, layout: .rowMajor)] == nil {
      if let literal = literal(value) {
        locate(literal, value)
        return try self.buffer(value, as: layout)
      }
      if graph[value].isIota {
        fill(value, with: .index(strides: [1]))
        return try self.buffer(value, as: layout)
      }
    }
    let own = plan.layouts[value.node]
    guard located[LocatedValue(value: value, layout: own)] != nil, own != layout else {
      throw InternalError(
        stage: "lowering", detail: "%\(value.node) is read before it is computed")
    }
    // From one number of lanes to another the way leads through rows.
    let other = layout == .rowMajor ? own : .rowMajor
    return convert(value, try buffer(value, as: other), from: other, to: layout)
  }

  /// Writes a number that is the same everywhere to memory, for kernels that cannot do without: one
  /// goes into the program itself, many are filled in when it runs.
  private mutating func locate(_ literal: Literal.Scalar, _ value: Value) {
    let type = graph.type(of: value)
    let count = type.shape.elementCount
    guard count == 1 else {
      fill(value, with: .literal(literal))
      return
    }
    located[LocatedValue(value: value, layout: .rowMajor)] = add(
      Buffer(
        name: names.unique("constant"), type: type, layout: .rowMajor,
        place: .constant(Literal(type: type, scalars: [literal]))))
  }

  /// Writes what needs no operand to memory.
  private mutating func fill(_ value: Value, with operand: LoopNest.Operand) {
    let type = graph.type(of: value)
    let buffer = add(
      Buffer(name: names.unique("constant"), type: type, layout: .rowMajor, place: .arena))
    located[LocatedValue(value: value, layout: .rowMajor)] = buffer
    let nest = LoopNest(
      extents: [type.shape.elementCount], operands: [operand], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
    append(
      Kernel(
        name: names.unique("fill"), body: .loop(nest),
        arguments: [Argument(.write, .output, buffer)], location: graph[value].location))
  }

  private mutating func convert(_ value: Value, _ source: Int, from: Layout, to: Layout) -> Int {
    let type = graph.type(of: value)
    let converted = add(
      Buffer(
        name: names.unique(name(of: value) + (to == .rowMajor ? "_rows" : "_images")),
        type: type, layout: to, place: .arena))
    located[LocatedValue(value: value, layout: to)] = converted
    guard case .imagesInnermost(let lanes) = to == .rowMajor ? from : to else { return converted }
    let body = LayoutConversion(
      type, to == .rowMajor ? .toRowMajor : .toImagesInnermost, lanes: lanes)
    append(
      Kernel(
        name: names.name(
          of: value.node, suffix: to == .rowMajor ? "to_rows" : "to_images_innermost"),
        body: .layoutConversion(body),
        arguments: [
          Argument(.read, .operand(0), source), Argument(.write, .output, converted),
        ], location: graph[value].location))
    return converted
  }
}

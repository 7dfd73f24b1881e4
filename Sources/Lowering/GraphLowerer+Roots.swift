import GraphIR
import Schedule

// Where the results of a call go: to its outputs, and to shared values.

extension GraphLowerer {
  /// Lets outputs be computed where the caller reads them, or copies them there.
  mutating func copyOutputs() throws {
    var taken: Set<Int> = []
    for root in graph.roots {
      guard case .output(let number) = root.role else { continue }
      let source = try buffer(root.value)
      if buffers[source].place == .arena, taken.insert(source).inserted {
        buffers[source].place = .output(number)
      } else {
        let type = graph.type(of: root.value)
        let target = add(
          Buffer(
            name: names.unique("output\(number)"), type: type, layout: .rowMajor,
            place: .output(number)))
        appendCopy(from: source, to: target, type: type, of: root.value)
      }
    }
  }

  /// Values of updates that are not computed in place, saved where no other update overwrites them.
  mutating func updateSources() throws -> [(root: Graph.Root, source: Int)] {
    var sources: [(root: Graph.Root, source: Int)] = []
    for root in graph.roots {
      guard case .update = root.role, !plan.updates.inPlace.keys.contains(root.value.node) else {
        continue
      }
      var source = try buffer(root.value)
      if case .shared = buffers[buffers.storage(of: source)].place {
        let type = graph.type(of: root.value)
        let saved = add(
          Buffer(name: names.unique("saved"), type: type, layout: .rowMajor, place: .arena))
        appendCopy(from: source, to: saved, type: type, of: root.value)
        source = saved
      }
      sources.append((root, source))
    }
    return sources
  }

  mutating func copyUpdates(from sources: [(root: Graph.Root, source: Int)]) throws {
    for (root, source) in sources {
      guard case .update(let shared) = root.role else { continue }
      let type = graph.type(of: root.value)
      let target = sharedBuffer(shared, replacedBy: root.value)
      appendCopy(from: source, to: target, type: type, of: root.value)
    }
  }

  private mutating func appendCopy(
    from source: Int, to target: Int, type: TensorType, of value: Value
  ) {
    let count = type.shape.elementCount
    let nest = LoopNest(
      extents: [count], operands: [.element(.operand(0), strides: [1])], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
    append(
      Kernel(
        name: names.name(of: value.node, suffix: "copy"), body: .loop(nest),
        arguments: [Argument(.read, .operand(0), source), Argument(.write, .output, target)],
        location: graph[value].location))
  }
}

import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct RandomGraphTests {
  @Test func optimizedGraphsHaveTheSameValues() throws {
    var generator = SeededGenerator.announced()
    for number in 0..<300 {
      let graph = try RandomGraph(using: &generator).graph
      for optimization in [Optimization.canonical, .full] {
        let optimized = try Pipeline(optimization).optimize(graph)
        try expectSameValues(graph, optimized, using: &generator)
        let again = try Pipeline(optimization).optimize(optimized)
        #expect(
          again.isIdentical(to: optimized), "graph \(number):\n\(graph)\n\(optimized)\n\(again)")
      }
    }
  }

  @Test func eachPassAloneKeepsTheValues() throws {
    var generator = SeededGenerator.announced()
    for number in 0..<60 {
      let graph = try RandomGraph(using: &generator).graph
      for pass in Pipeline.passes {
        let result = try Pipeline(passes: [pass]).optimize(graph)
        try expectSameValues(graph, result, using: &generator)
        #expect(
          try pass.run(result).isIdentical(to: result),
          "graph \(number), \(pass.name):\n\(graph)\n\(result)")
      }
    }
  }
}

/// A graph of element-wise operations, reshapes, dimshuffles and sums over shapes that broadcast.
private struct RandomGraph {
  private static let shapes: [Shape] = [
    [], [1], [3], [2, 3], [1, 3], [2, 1], [3, 2], [4, 2, 3],
  ]

  private var builder = GraphBuilder()
  private var values: [Value] = []
  private(set) var graph = Graph(name: "f", nodes: [], roots: [])

  init(using generator: inout SeededGenerator) throws {
    for number in 0..<3 {
      let shape = Self.shapes.randomElement(using: &generator) ?? []
      values.append(try builder.input(number, shape))
    }
    for number in 0..<2 { values.append(try builder.shared(number, [2, 3])) }
    for value in [0, -0.0, 1, 2.5] { values.append(try builder.constant(value)) }
    for _ in 0..<Int.random(in: 1...25, using: &generator) {
      let operand = values.randomElement(using: &generator) ?? values[0]
      let other = values.randomElement(using: &generator) ?? values[0]
      if let value = try? random(operand, other, using: &generator) { values.append(value) }
    }
    var roots: [Graph.Root] = []
    for position in 0..<Int.random(in: 1...3, using: &generator) {
      roots.append(.init(.output(position), values.randomElement(using: &generator) ?? values[0]))
    }
    for shared in 0..<2 {
      let updates = values.filter { builder.type(of: $0).shape == [2, 3] }
      if let value = updates.last, Bool.random(using: &generator) {
        roots.append(.init(.update(shared: shared), value))
      }
    }
    graph = builder.graph(name: "f", roots: roots)
  }

  /// Adds an operation; not all operands suit all operations, which the builder says.
  private mutating func random(
    _ a: Value, _ b: Value, using generator: inout SeededGenerator
  ) throws -> Value {
    let shape = builder.type(of: a).shape
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...4:
      let functions: [ElementwiseFunction] = [.add, .subtract, .multiply, .divide]
      return try builder.apply(functions.randomElement(using: &generator) ?? .add, a, b)
    case 5, 6:
      let functions: [ElementwiseFunction] = [
        .negate, .negate, .exp, .log, .tanh, .sigmoid, .identity, .cast(.double),
      ]
      return try builder.apply(functions.randomElement(using: &generator) ?? .negate, a)
    case 7:
      return try builder.apply(.cast(.double), builder.apply(.lessOrEqual, a, b))
    case 8:
      let target = Self.shapes.randomElement(using: &generator) ?? shape
      return try builder.apply(.elementwise(.identity, target), a)
    case 9:
      let target = Self.shapes.randomElement(using: &generator) ?? shape
      return try builder.apply(.reshape(target), a)
    case 10:
      var order: [Int?] = shape.extents.indices.shuffled(using: &generator)
      if Bool.random(using: &generator) { order.insert(nil, at: 0) }
      if let axis = order.firstIndex(where: { $0.map { shape[$0] == 1 } ?? false }) {
        order.remove(at: axis)
      }
      return try builder.apply(.dimshuffle(order), a)
    default:
      guard shape.rank > 0 else { return a }
      let axis = Int.random(in: 0..<shape.rank, using: &generator)
      return try builder.apply(
        .reduce(.sum, axes: [axis], keepsDimensions: Bool.random(using: &generator)), a)
    }
  }
}

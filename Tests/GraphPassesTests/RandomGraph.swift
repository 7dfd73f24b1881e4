import GraphIR
import TestSupport

@testable import GraphPasses

/// A graph of random operations over shapes that broadcast, with all functions of real numbers.
struct RandomGraph {
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
    for value in [0, -0.0, 1, -1, 2.5] { values.append(try builder.constant(value)) }
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
    switch Int.random(in: 0..<17, using: &generator) {
    case 0...4:
      let functions: [ElementwiseFunction] = [
        .add, .subtract, .multiply, .divide, .power, .minimum, .maximum,
      ]
      return try builder.apply(functions.randomElement(using: &generator) ?? .add, a, b)
    case 5...7:
      let functions: [ElementwiseFunction] = [
        .negate, .negate, .exp, .expm1, .log, .log1p, .tanh, .sigmoid, .softplus, .relu, .rectify,
        .abs,
        .sign,
        .sqrt, .erf, .identity, .cast(.double),
      ]
      return try builder.apply(functions.randomElement(using: &generator) ?? .negate, a)
    case 8:
      return try builder.apply(.cast(.double), builder.apply(.lessOrEqual, a, b))
    case 9:
      return try builder.apply(.select, builder.apply(.less, a, b), a, b)
    case 10:
      let target = Self.shapes.randomElement(using: &generator) ?? shape
      return try builder.apply(.elementwise(.identity, target), a)
    case 11:
      let target = Self.shapes.randomElement(using: &generator) ?? shape
      return try builder.apply(.reshape(target), a)
    case 12:
      var order: [Int?] = shape.extents.indices.shuffled(using: &generator)
      if Bool.random(using: &generator) { order.insert(nil, at: 0) }
      if let axis = order.firstIndex(where: { $0.map { shape[$0] == 1 } ?? false }) {
        order.remove(at: axis)
      }
      return try builder.apply(.dimshuffle(order), a)
    case 13:
      guard shape.rank == 2 else { return a }
      let operations: [Operation] = [.softmax, .logSoftmax]
      return try builder.apply(operations.randomElement(using: &generator) ?? .softmax, a)
    case 14:
      guard shape.rank > 0 else { return a }
      return try builder.apply(
        .concatenate(axis: Int.random(in: 0..<shape.rank, using: &generator), count: 2), a, b)
    case 15:
      guard let axis = shape.extents.indices.randomElement(using: &generator) else { return a }
      let bounds = [0, 1].map { _ in Int.random(in: 0..<shape[axis], using: &generator) }.sorted()
      return try builder.apply(
        .slice(
          Slicing(of: shape, axis: axis, start: bounds[0], extent: bounds[1] - bounds[0] + 1)), a)
    default:
      guard shape.rank > 0 else { return a }
      let axis = Int.random(in: 0..<shape.rank, using: &generator)
      let reduction = Reduction.allCases.randomElement(using: &generator) ?? .sum
      return try builder.apply(
        .reduce(reduction, axes: [axis], keepsDimensions: Bool.random(using: &generator)), a)
    }
  }
}

import GraphIR
import Interpreter
import TestSupport

extension FuzzedProgram {
  /// Compares gradients with central differences along a random direction.
  ///
  /// - Throws: `Finding` where they differ. Where the cost has a corner nearby, which two distances
  ///   show, nothing is compared.
  package func checkGradients(_ derivative: Derivative, seed: UInt64) throws {
    // What stops or clips gradients makes them others than those of the values, as is asked for.
    guard !graph.nodes.contains(where: { $0.operation.changesGradients }),
      try !hasTies(before: derivative.cost.node)
    else {
      return
    }
    var random = SeededGenerator(seed: seed)
    let costGraph = Graph(
      name: graph.name, nodes: graph.nodes, roots: [.init(.output(0), derivative.cost)])
    for (parameter, gradient) in zip(derivative.parameters, derivative.gradients) {
      let gradient = values[gradient.node][gradient.result].values
      let direction = gradient.map { _ in Double.random(in: -1...1, using: &random) }
      func cost(at distance: Double) throws -> Double? {
        var (inputs, shared) = (inputs, shared)
        func move(_ array: inout NumericArray) {
          for index in direction.indices { array.values[index] += distance * direction[index] }
        }
        switch graph[parameter].operation {
        case .input(let number, _): move(&inputs[number])
        case .shared(let number, _): move(&shared[number])
        default: return nil
        }
        return try Interpreter().evaluate(costGraph, inputs: inputs, shared: shared)[0].values[0]
      }
      guard let here = try cost(at: 0) else { continue }
      func slopes(_ distance: Double) throws -> (central: Double, bend: Double)? {
        guard let after = try cost(at: distance), let before = try cost(at: -distance) else {
          return nil
        }
        return (
          (after - before) / (2 * distance), (after - 2 * here + before) / distance
        )
      }
      guard let wide = try slopes(2e-4), let narrow = try slopes(1e-4) else { continue }
      let terms = zip(gradient, direction).map { $0 * $1 }
      let symbolic = terms.reduce(0, +)
      let scale = terms.reduce(1) { $0 + abs($1) } + abs(values[derivative.cost.node][0].values[0])
      // Of a smooth function, the slopes on both sides differ in proportion to the distance; at a
      // corner they differ by as much at any.
      guard abs(wide.central - narrow.central) <= 1e-6 * scale,
        abs(wide.bend - 2 * narrow.bend) <= 1e-5 * scale
      else { continue }
      if abs(symbolic - narrow.central) > 1e-4 * scale {
        throw Finding(
          check: .gradient,
          text: "with respect to %\(parameter.node): \(symbolic), "
            + "by differences \(narrow.central)")
      }
    }
  }
}

extension FuzzedProgram {
  /// Whether several elements are the largest or the smallest of what one is taken of: each of them
  /// gets the whole gradient, as in Theano, also where all of them are one number.
  ///
  /// - Parameter cost: the last node that is looked at.
  private func hasTies(before cost: Int) throws -> Bool {
    try (0...cost).contains { index in
      let node = graph.nodes[index]
      let counts: [Double]
      switch node.operation {
      case .pool2d(let pooling) where pooling.mode == .max:
        let operand = value(node.operands[0])
        let ones = NumericArray(repeating: 1, type: operand.type)
        counts = try Interpreter().apply(
          .maxPool2dMaskedSum(pooling), to: [operand, values[index][0], ones], types: node.types)[
            0
          ].values
      case .reduce(let reduction, let axes, _) where reduction == .maximum || reduction == .minimum:
        let operand = value(node.operands[0])
        let kept = TensorType(
          operand.type.elementType,
          Shape(
            operand.shape.extents.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }))
        let isChosen = try Interpreter().apply(
          .elementwise(.equal, operand.shape),
          to: [operand, NumericArray(type: kept, values: values[index][0].values)],
          types: [TensorType(.bool, operand.shape)])[0]
        counts = try Interpreter().apply(
          .reduce(.sum, axes: axes, keepsDimensions: true),
          to: [NumericArray(type: operand.type, values: isChosen.values)], types: [kept])[0].values
      case .elementwise(let program, let shape)
      where program.steps[0].function.isComparison:
        // At single points, where elements are equal, a choice may have any slope.
        return try Interpreter().apply(
          .elementwise(.equal, shape), to: node.operands.map(value),
          types: [TensorType(.bool, shape)])[0].values.contains(1)
      default: return false
      }
      return counts.contains { $0 > 1 }
    }
  }

  private func value(_ value: Value) -> NumericArray { values[value.node][value.result] }
}

extension ElementwiseFunction {
  fileprivate var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
}

extension Operation {
  fileprivate var changesGradients: Bool {
    guard case .elementwise(let program, _) = self else { return false }
    return program.steps.contains {
      switch $0.function {
      case .stopGradient, .clipGradient: true
      default: false
      }
    }
  }
}

import Autodiff
import GraphIR

extension FuzzedProgram {
  /// Adds the gradients of a cost to a graph.
  package typealias Differentiation = (
    _ cost: Value, _ parameters: [Value], _ builder: inout GraphBuilder
  ) throws -> [Value]

  /// The smallest program found of which a gradient is wrong, with the cost as its only output.
  ///
  /// - Parameters:
  ///   - cost: a single number.
  ///   - seed: decides the directions of finite differences.
  /// - Returns: nil where the gradients by all that is given are right.
  package func smallestWithWrongGradient(
    of cost: Value, seed: UInt64, attempts: Int = 400,
    by differentiate: Differentiation = Self.gradients
  ) -> (program: FuzzedProgram, finding: Finding)? {
    let forward = FuzzedProgram(
      Graph(
        name: graph.name, nodes: Array(graph.nodes[...cost.node]),
        roots: [.init(.output(0), cost)]),
      inputs: inputs, shared: shared, real: real, seed: seed)
    guard let forward, var finding = forward.wrongGradient(seed, differentiate) else { return nil }
    let smallest = forward.smallest(attempts: attempts) { candidate in
      guard let found = candidate.wrongGradient(seed, differentiate) else { return false }
      finding = found
      return true
    }
    return (smallest, finding)
  }

  /// What is wrong with the gradients of the only output, if it is a single number.
  private func wrongGradient(_ seed: UInt64, _ differentiate: Differentiation) -> Finding? {
    let cost = graph.roots[0].value
    guard graph.roots.count == 1, graph.type(of: cost) == TensorType(real, .scalar) else {
      return nil
    }
    let parameters = graph.nodes.indices.filter { index in
      switch graph.nodes[index].operation {
      case .input, .shared: graph.nodes[index].types[0].elementType == real
      default: false
      }
    }.map { Value(node: $0) }
    var builder = GraphBuilder(nodes: graph.nodes)
    do {
      let gradients = try differentiate(cost, parameters, &builder)
      let roots = ([cost] + gradients).enumerated().map {
        Graph.Root(.output($0.offset), $0.element)
      }
      let program = FuzzedProgram(
        builder.graph(name: graph.name, roots: roots), inputs: inputs, shared: shared, real: real,
        seed: seed)
      try program?.checkGradients(
        Derivative(cost: cost, parameters: parameters, gradients: gradients), seed: seed)
      return nil
    } catch {
      return error as? Finding ?? Finding(check: .gradient, text: "\(error)")
    }
  }

  /// The gradients of `Autodiff`.
  package static func gradients(
    of cost: Value, by parameters: [Value], adding builder: inout GraphBuilder
  ) throws -> [Value] {
    try Autodiff.gradients(
      of: [cost], withRespectTo: parameters, disconnected: .zero, adding: &builder)
  }
}

import GraphIR
import Interpreter
import TestSupport

/// A graph with arguments, and the values that its roots then have.
package struct FuzzedProgram: Sendable {
  package let graph: Graph
  package let inputs: [NumericArray]
  package let shared: [NumericArray]
  /// The values of all nodes without rounding.
  let values: [[NumericArray]]
  /// The values of the roots, in their order.
  package let expected: [SampledValue]
  /// The rounding error of one operation.
  let unit: Double

  /// The program of a graph.
  ///
  /// - Parameter seed: decides the rounding errors of the runs that tell by how much results may be
  ///   off.
  /// - Returns: nil where a value is not decided, or one cannot be computed.
  package init?(
    _ graph: Graph, inputs: [NumericArray], shared: [NumericArray], real: ElementType, seed: UInt64
  ) {
    self.graph = graph
    self.inputs = inputs
    self.shared = shared
    var sampler = Sampler(real, seed: seed)
    for (index, node) in graph.nodes.enumerated() {
      let source: NumericArray? =
        switch node.operation {
        case .input(let number, _): inputs[number]
        case .shared(let number, _): shared[number]
        default: nil
        }
      guard (try? sampler.evaluate(node, source: source)) != nil,
        node.types.indices.allSatisfy({ sampler[Value(node: index, result: $0)].isDecided })
      else { return nil }
    }
    values = sampler.runs[0]
    expected = graph.roots.map { sampler[$0.value] }
    unit = sampler.rounding.unit
  }
}

extension FuzzedProgram {
  /// The program of a graph's text, with random numbers, and zeros for integers.
  package init?(text: String, seed: UInt64) throws {
    let graph = try GraphParser.graph(text)
    var random = SeededGenerator(seed: seed)
    var (inputs, shared): ([NumericArray], [NumericArray]) = ([], [])
    for node in graph.nodes {
      switch node.operation {
      case .input(_, let type): inputs.append(.any(type, using: &random))
      case .shared(_, let type): shared.append(.any(type, using: &random))
      default: break
      }
    }
    let isDouble = graph.nodes.contains { $0.types.contains { $0.elementType == .double } }
    self.init(
      graph, inputs: inputs, shared: shared, real: isDouble ? .double : .float, seed: seed)
  }
}

extension NumericArray {
  fileprivate static func any(
    _ type: TensorType, using random: inout SeededGenerator
  ) -> NumericArray {
    let numbers = NumericArray.random(type, using: &random).values
    let values =
      switch type.elementType {
      case .float: numbers.map { Double(Float($0)) }
      case .double: numbers
      default: numbers.map { _ in 0.0 }
      }
    return NumericArray(type: type, values: values)
  }
}

import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

/// Checks that a pass turns the graph of a text into another with the same values, and leaves that one
/// alone.
func check(
  _ pass: Pass, _ before: String, becomes after: String, tolerance: Double = 0,
  at location: Testing.SourceLocation = #_sourceLocation
) throws {
  try check(
    pass, GraphParser.graph(before), before, becomes: after, tolerance: tolerance, at: location)
}

/// Checks the same of a graph that has been made in another way.
///
/// - Parameters:
///   - before: the text of the graph.
///   - after: the text of the graph that it becomes, without dead code.
///   - tolerance: how far values may be apart; with 0, all bits are the same.
func check(
  _ pass: Pass, _ graph: Graph, _ before: String, becomes after: String, tolerance: Double = 0,
  generator: SeededGenerator = SeededGenerator.announced(),
  at location: Testing.SourceLocation = #_sourceLocation
) throws {
  #expect(graph.description == before + "\n", sourceLocation: location)
  try GraphVerifier(after: "building the graph").verify(graph)
  let result = try pass.run(graph)
  try GraphVerifier(after: pass.name).verify(result)
  let text = try Pass.eliminateDeadCode.run(result).description
  #expect(text == after + "\n", sourceLocation: location)
  #expect(try pass.run(result).isIdentical(to: result), "a second run", sourceLocation: location)
  var generator = generator
  try expectSameValues(
    graph, result, tolerance: tolerance, using: &generator, at: location)
}

/// Checks that two graphs have the same values for random inputs.
func expectSameValues(
  _ graph: Graph, _ other: Graph, tolerance: Double = 0, using generator: inout SeededGenerator,
  at location: Testing.SourceLocation = #_sourceLocation
) throws {
  let (inputs, shared) = randomArguments(of: graph, using: &generator)
  let values = try Interpreter().evaluate(graph, inputs: inputs, shared: shared)
  let others = try Interpreter().evaluate(other, inputs: inputs, shared: shared)
  #expect(values.count == others.count, sourceLocation: location)
  for (number, (array, other)) in zip(values, others).enumerated() {
    #expect(array.type == other.type, sourceLocation: location)
    let difference = zip(array.values, other.values).first { !isSame($0, $1, tolerance) }
    #expect(difference == nil, "root \(number)", sourceLocation: location)
  }
}

private func isSame(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
    || abs(a - b) <= tolerance * max(1, abs(a))
      && tolerance > 0
}

/// A value for each input and each shared value of a graph.
///
/// A third of the real numbers are zeros, every second one negative, so that there are ties in
/// windows and signs to get wrong. With special values some are NaN or infinite.
func randomArguments(
  of graph: Graph, withSpecialValues: Bool = false, using generator: inout SeededGenerator
) -> (inputs: [NumericArray], shared: [NumericArray]) {
  var inputs: [Int: TensorType] = [:]
  var shared: [Int: TensorType] = [:]
  for node in graph.nodes {
    if case .input(let number, let type) = node.operation { inputs[number] = type }
    if case .shared(let number, let type) = node.operation { shared[number] = type }
  }
  func arrays(_ types: [Int: TensorType]) -> [NumericArray] {
    // A graph may have lost some of its inputs.
    (0..<(types.keys.max() ?? -1) + 1).map { number in
      let type = types[number] ?? TensorType(.double, .scalar)
      let values = (0..<type.shape.elementCount).map { _ in
        let special = withSpecialValues ? randomSpecialValue(using: &generator) : nil
        return special ?? randomElement(type.elementType, using: &generator)
      }
      return NumericArray(type: type, values: values)
    }
  }
  return (arrays(inputs), arrays(shared))
}

private func randomSpecialValue(using generator: inout SeededGenerator) -> Double? {
  switch Int.random(in: 0..<12, using: &generator) {
  case 0: .nan
  case 1: .infinity
  case 2: -.infinity
  default: nil
  }
}

private func randomElement(
  _ type: ElementType, using generator: inout SeededGenerator
) -> Double {
  switch type {
  case .float, .double:
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: 0
    case 1: -0.0
    default: .random(in: -2...2, using: &generator)
    }
  // Integers are labels of two classes, too.
  default: Double(Int.random(in: 0...1, using: &generator))
  }
}

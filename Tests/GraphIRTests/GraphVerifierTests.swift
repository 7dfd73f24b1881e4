import Diagnostics
import GraphIR
import Testing

/// A line of a model.
func sourceLocation(_ line: Int) -> Diagnostics.SourceLocation {
  Diagnostics.SourceLocation(file: "MyNet/Model.swift", line: line)
}

@Suite struct GraphVerifierTests {
  private let pair = TensorType(.float, [2])

  private func node(
    _ operation: GraphIR.Operation, _ operands: [Value] = [], _ types: [TensorType]
  ) -> Node {
    Node(
      operation: operation, operands: operands, types: types, name: nil, location: sourceLocation(1)
    )
  }

  private var input: Node { node(.input(0, pair), [], [pair]) }

  private func expect(
    _ fault: String, _ nodes: [Node], roots: [Graph.Root] = [],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    let graph = Graph(name: "broken", nodes: nodes, roots: roots)
    let error = #expect(throws: InternalError.self, sourceLocation: sourceLocation) {
      try GraphVerifier(after: "folding").verify(graph)
    }
    #expect(error?.stage == "folding", sourceLocation: sourceLocation)
    #expect(error?.detail == fault, sourceLocation: sourceLocation)
  }

  @Test func acceptsWhatTheBuilderMakes() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, pair), at: sourceLocation(1))
    let w = try builder.add(.shared(0, pair), at: sourceLocation(1))
    let sum = try builder.add(.add, [x, w], at: sourceLocation(2))
    let graph = builder.graph(
      name: "sum", roots: [.init(.output(0), sum), .init(.update(shared: 0), sum)])
    try GraphVerifier(after: "building").verify(graph)
  }

  @Test func findsOperandsThatComeLater() {
    let negate = Operation.elementwise(.negate, [2])
    expect(
      "node %0 (negate) reads %1, which is not before it",
      [node(negate, [Value(node: 1)], [pair]), input])
    expect(
      "node %0 (negate) reads %-1, which is not before it",
      [node(negate, [Value(node: -1)], [pair])])
  }

  @Test(arguments: [1, -1])
  func findsResultsThatDoNotExist(result: Int) {
    expect(
      "node %1 reads result \(result) of %0, which has none such",
      [input, node(.reshape([2]), [Value(node: 0, result: result)], [pair])])
  }

  @Test func findsOperandsThatAnOperationDoesNotTake() {
    expect(
      "node %1: softmax: operand of shape (2,); expected 2 axes",
      [input, node(.softmax, [Value(node: 0)], [pair])])
  }

  @Test func findsTypesThatAnOperationDoesNotGive() {
    expect(
      "node %1 (reshape) has types [float(2,)], expected [float(2, 1)]",
      [input, node(.reshape([2, 1]), [Value(node: 0)], [pair])])
  }

  @Test func findsProgramsThatReadWhatIsNotThere() {
    func program(_ steps: [ScalarProgram.Step]) -> [Node] {
      let program = ScalarProgram(operandCount: 1, steps: steps)
      return [input, node(.elementwise(program, [2]), [Value(node: 0)], [pair])]
    }
    expect("node %1 (elementwise) has no steps", program([]))
    expect(
      "node %1: step 1 (tanh) reads 2, which is not before it",
      program([.init(.negate, [0]), .init(.tanh, [2])]))
    expect("node %1: step 0 (tanh) reads -1, which is not before it", program([.init(.tanh, [-1])]))
    expect("node %1: step 0 (add) has 1 arguments, expected 2", program([.init(.add, [0])]))
  }

  @Test(arguments: [
    Value(node: 1), Value(node: -1), Value(node: 0, result: 1), Value(node: 0, result: -1),
  ])
  func findsRootsThatDoNotExist(value: Value) {
    expect(
      "a root names %\(value.node), which does not exist", [input],
      roots: [.init(.output(0), value)])
  }

  @Test func findsSharedValuesUpdatedTwice() {
    let update = Graph.Root(.update(shared: 3), Value(node: 0))
    expect("shared value 3 is updated twice", [input], roots: [update, update])
  }
}

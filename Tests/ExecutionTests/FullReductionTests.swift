import GraphIR
import Interpreter
import TestSupport
import Testing

/// Sums over all elements of what a program computes.
@Suite struct FullReductionTests {
  private static func graph(
    _ element: ElementType, _ shape: Shape, _ program: ScalarProgram?, name: String = "whole"
  ) throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(element, shape)), name: "x", at: here)
    let y = try builder.add(.input(1, TensorType(element, shape)), name: "y", at: here)
    let scale = try builder.add(.input(2, TensorType(element, [])), name: "scale", at: here)
    let terms = try program.map {
      try builder.add(.elementwise($0, shape), [x, y, scale], name: "terms", at: here)
    }
    let sum = try builder.add(
      .reduce(.sum, axes: Array(0..<shape.rank), keepsDimensions: false), [terms ?? x], name: "sum",
      at: here)
    return builder.graph(name: name, roots: [Graph.Root(.output(0), sum)])
  }

  private static let squares = ScalarProgram(
    operandCount: 3,
    steps: [.init(.subtract, [0, 1]), .init(.multiply, [3, 3]), .init(.multiply, [4, 2])])
  private static let chosen = ScalarProgram(
    operandCount: 3,
    steps: [.init(.less, [0, 2]), .init(.select, [3, 1, 0])])

  @Test(arguments: KernelTests.elementTypes, KernelTests.widths)
  func randomSums(_ element: ElementType, _ width: Int) throws {
    var generator = SeededGenerator.announced("randomSums \(element) \(width)")
    for program in [nil, Self.squares, Self.chosen] {
      let rows = Int.random(in: 65...300, using: &generator)
      let columns = Int.random(in: 65...150, using: &generator)
      let graph = try Self.graph(element, [rows, columns], program)
      let inputs = graph.nodes.filter(\.operation.isSource).map {
        NumericArray.random($0.types[0], in: -1...1, using: &generator)
      }
      let expected = try Interpreter().evaluate(
        graph, inputs: inputs.map { NumericArray(type: $0.type, encoded: $0.encoded) }, shared: [])
      let compiled = try CompiledGraph(graph, vectorBytes: width)
      let alone = try compiled.evaluate(inputs: inputs, threads: 1)
      // A sum of thousands of numbers of either sign is small beside them.
      let scale = Double(rows * columns)
      let tolerance = element == .double ? 1e-14 : 2e-7
      #expect(abs(alone[0].values[0] - expected[0].values[0]) <= tolerance * scale)
      for threads in [2, 3, 5] {
        #expect(try compiled.evaluate(inputs: inputs, threads: threads) == alone)
      }
    }
  }

  @Test func goldenText() throws {
    let compiled = try CompiledGraph(
      Self.graph(.float, [90, 50], Self.squares, name: "whole_sum"), vectorBytes: 32)
    try expectGolden(try compiled.goldenText(), "whole_sum.c")
  }
}

import CEmitter
import Diagnostics
import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Functions that are compiled in several files, and kernels that share a function.
@Suite struct FunctionUnitsTests {
  private let here = SourceLocation(file: "Tests/Units.swift", line: 1)

  private func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }

  /// Convolutions by filters of the given shapes, one after the other, each with tanh.
  private func graph(_ filters: [[Int]]) throws -> Graph {
    var builder = GraphBuilder()
    var value = try builder.add(.input(0, float([4, filters[0][1], 24, 24])), name: "x", at: here)
    for (number, shape) in filters.enumerated() {
      let weights = try builder.add(
        .shared(number, float(Shape(shape))), name: "w\(number)", at: here)
      value = try builder.add(.conv2d(Convolution()), [value, weights], at: here)
      value = try builder.add(.tanh, [value], name: "y\(number)", at: here)
    }
    return builder.graph(name: "deep", roots: [.init(.output(0), value)])
  }

  private func source(_ graph: Graph) throws -> CSource {
    try CEmitter(abiVersion: 1, blasInclude: "").emit(
      Lowering.schedule(graph, for: Target(registerBytes: 64)))
  }

  /// Compiles the graph, and compares it with the interpreter.
  private func compare(_ graph: Graph, _ filters: [[Int]]) throws {
    var generator = SeededGenerator.announced()
    let input = NumericArray.random(float([4, filters[0][1], 24, 24]), using: &generator)
    let shared = filters.map { NumericArray.random(float(Shape($0)), using: &generator) }
    // Each layer adds to what rounding has changed in those before.
    try KernelTests.compare(graph, inputs: [input], shared: shared, tolerance: 1e-4)
  }

  @Test func kernelsOfOneShapeShareAFunction() throws {
    let filters = [[Int]](repeating: [8, 8, 1, 1], count: 4)
    let graph = try graph(filters)
    let text = try source(graph).whole.text
    let functions = text.matches(of: /static CROTON_NOINLINE void (\w+_conv2d_\w*)\(/).map(
      \.output.1)
    #expect(functions.count == 1)
    let calls = text.matches(of: /\n *(\w+_conv2d_\w*)\(/).map(\.output.1)
    #expect(Set(calls) == Set(functions) && calls.count == 4)
    let others = text.matches(of: /\n *Also \w+_conv2d_\w*,/)
    #expect(others.count == 3)
    try compare(graph, filters)
  }

  @Test func kernelsOfOtherShapesHaveTheirOwn() throws {
    let filters = [[8, 8, 1, 1], [8, 8, 1, 1], [6, 8, 1, 1], [6, 6, 1, 1]]
    let graph = try graph(filters)
    let functions = try source(graph).whole.text.matches(
      of: /static CROTON_NOINLINE void \w+_conv2d_\w*\(/)
    #expect(functions.count == 3)
    try compare(graph, filters)
  }

  @Test func aShortFunctionIsOneFile() throws {
    let source = try source(graph([[8, 8, 1, 1]]))
    #expect(source.units == [source.whole])
  }

  @Test func aLongFunctionIsSeveralFiles() throws {
    let filters = [[8, 3, 3, 3], [12, 8, 5, 5], [16, 12, 3, 3], [20, 16, 3, 3], [6, 20, 1, 1]]
    let graph = try graph(filters)
    let source = try source(graph)
    #expect(source.units.count > 2)
    #expect(
      source.units.map(\.name) == source.units.indices.map { $0 == 0 ? "deep.c" : "deep_\($0).c" })
    #expect(source.units[0].text.contains("croton_run("))
    #expect(source.units.dropFirst().allSatisfy { !$0.text.contains("deep") })
    #expect(source.units.contains { $0.isInVectors })
    // Each kernel is in one of them, and declared in the one that calls it.
    let kernels = source.whole.text.matches(of: /\nstatic CROTON_NOINLINE void (\w+_)\(/).map {
      String($0.output.1)
    }
    #expect(kernels.count > 1)
    for kernel in kernels {
      let definitions = source.units.dropFirst().filter {
        $0.text.contains("\nCROTON_NOINLINE void \(kernel)(")
      }
      #expect(definitions.count == 1, "\(kernel)")
      #expect(source.units[0].text.contains("\nCROTON_NOINLINE void \(kernel)("), "\(kernel)")
    }
    try compare(graph, filters)
  }
}

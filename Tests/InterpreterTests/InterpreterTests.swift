import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct InterpreterTests {
  private let here = Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1)
  private let pair = TensorType(.float, [2])

  /// `(x + w) * 3` as output 0, `x + w` as the update of w.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, pair), at: here)
    let w = try builder.add(.shared(0, pair), at: here)
    let sum = try builder.add(.add, [x, w], at: here)
    let three = try builder.constant(3, TensorType(.float, []), at: here)
    let product = try builder.add(.multiply, [sum, three], at: here)
    return builder.graph(
      name: "step", roots: [.init(.output(0), product), .init(.update(shared: 0), sum)])
  }

  private func array(_ values: [Double]) -> NumericArray { NumericArray(values, [2], .float) }

  @Test func evaluatesRootsInOrder() throws {
    let results = try Interpreter().evaluate(
      graph(), inputs: [array([1, 2])], shared: [array([0.5, -2])])
    #expect(results == [array([4.5, 0]), array([1.5, 0])])
  }

  @Test func evaluatesAllNodes() throws {
    let results = try Interpreter().evaluateAll(
      graph(), inputs: [array([1, 2])], shared: [array([0.5, -2])])
    #expect(
      results.map { $0.map(\.values) } == [
        [[1, 2]], [[0.5, -2]], [[1.5, 0]], [[3]], [[4.5, 0]],
      ])
  }

  @Test func repeatsLiteralsOfOneNumber() throws {
    let type = TensorType(.int32, [3])
    let repeated = try apply(.constant(Literal(7, type: type)))
    #expect(repeated == NumericArray([7, 7, 7], [3], .int32))
    let listed = Literal(type: type, scalars: [.integer(1), .integer(2), .integer(3)])
    #expect(try apply(.constant(listed)).values == [1, 2, 3])
    let truth = Literal(type: TensorType(.bool, []), scalars: [.boolean(true)])
    #expect(try apply(.constant(truth)) == NumericArray([1], [], .bool))
  }

  @Test func refusesMissingValues() {
    #expect(throws: InterpreterError.sourceMissing(.input(0), given: 0)) {
      try Interpreter().evaluate(graph(), inputs: [], shared: [array([0, 0])])
    }
    #expect(throws: InterpreterError.sourceMissing(.shared(0), given: 0)) {
      try Interpreter().evaluate(graph(), inputs: [array([0, 0])], shared: [])
    }
  }

  @Test func refusesValuesOfOtherTypes() {
    let other = NumericArray([0, 0], [2], .double)
    #expect(
      throws: InterpreterError.sourceType(.input(0), expected: pair, found: other.type)
    ) {
      try Interpreter().evaluate(graph(), inputs: [other], shared: [array([0, 0])])
    }
    #expect(throws: InterpreterError.valueCount(pair, found: 1)) {
      try Interpreter().evaluate(graph(), inputs: [array([0])], shared: [array([0, 0])])
    }
  }

  @Test func refusesOperandsAndTypesThatDoNotFit() {
    let interpreter = Interpreter()
    #expect(throws: OperandError.count(operation: "softmax", expected: 1, found: 0)) {
      try interpreter.apply(.softmax, to: [], types: [])
    }
    #expect(
      throws: InterpreterError.resultTypes(operation: "reshape", expected: [pair], found: [])
    ) {
      try interpreter.apply(.reshape([2]), to: [array([1, 2])], types: [])
    }
    #expect(throws: InterpreterError.sourceApplied(operation: "input")) {
      try interpreter.apply(.input(0, pair), to: [], types: [pair])
    }
  }
}

import Croton
import GraphIR
import Interpreter
import TestSupport
import Testing

/// The operation of `docs/adding-an-operation.md`.
private struct Reverse: CustomOperation {
  var name: String { "reverse" }
  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType { operands[0] }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] { operands[0].reversed() }

  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: Diagnostics.SourceLocation
  ) throws(OperandError) -> Value? {
    try builder.add(.custom(AnyCustomOperation(self)), [gradient], at: location)
  }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let count = types[0].shape.elementCount
    return [
      "#pragma omp for schedule(static)",
      "for (int64_t i = 0; i < \(count); ++i) {",
      "  \(result)[i] = \(operands[0])[\(count - 1) - i];",
      "}",
    ]
  }
}

/// Another, which has no gradient.
private struct Parity: CustomOperation {
  /// Broken in two, its end would be no comment.
  static let longLine =
    "const char *croton_text = \"a string that is longer than a line of the generated C: ? , : and so on\"; "
    + "(void)croton_text; // and a comment"

  var name: String { "parity" }
  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType { operands[0] }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
    operands[0].map { $0.truncatingRemainder(dividingBy: 2) }
  }

  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: Diagnostics.SourceLocation
  ) throws(OperandError) -> Value? { nil }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    [
      Self.longLine, "#pragma omp single",
      "memcpy(\(result), \(operands[0]), \(types[0].byteCount));",
    ]
  }
}

/// Operations that are defined in one place, those of users included.
@Suite struct CustomOperationTests {
  @Test func aUsersOperationIsCompiledAndDifferentiated() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let weights = Tensor<Float>.constant(try NDArray(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]))
    let reversed: Tensor<Float> = Reverse().applied(to: x)
    let cost = (reversed * weights).sum()
    let slope = try gradient(of: cost, withRespectTo: [x])[0]
    let f = try function("custom", inputs: [x], outputs: [reversed, slope])
    let result = try f(NDArray<Float>(shape: [2, 3], scalars: [7, 8, 9, 10, 11, 12]))
    #expect(try result[reversed].scalars == [12, 11, 10, 9, 8, 7])
    #expect(try result[slope].scalars == [6, 5, 4, 3, 2, 1])
    #expect(f.generated.source.files[0].text.contains("= reverse(x_)"))
  }

  @Test func aUsersLinesAreNotBroken() throws {
    let x = Tensor<Float>.placeholder("x", shape: [3])
    let parity: Tensor<Float> = Parity().applied(to: x)
    let f = try function("parity", inputs: [x], outputs: [parity])
    #expect(f.generated.source.files[0].text.contains(Parity.longLine))
  }

  @Test func errorsAreThrownAtTheUsersLine() throws {
    let x = Tensor<Float>.placeholder("x", shape: [3])
    let wrong: Tensor<Double> = Reverse().applied(to: x)
    let parity: Tensor<Float> = Parity().applied(to: x)
    let line = #line
    #expect(
      errorText { try function(inputs: [x], outputs: [wrong]) }
        == "CrotonTests/CustomOperationTests.swift:\(line - 2): error: "
        + "reverse: the result is Float; expected Double")
    #expect(
      errorText { _ = try gradient(of: parity.sum(), withRespectTo: [x]) }
        == "CrotonTests/CustomOperationTests.swift:\(line + 5): error: "
        + "gradient: parity at CrotonTests/CustomOperationTests.swift:\(line - 1) has no gradient")
  }

  @Test func sumsCumulate() throws {
    for shape in [[4, 5, 3], [1, 1], [7], [3, 0], [0, 3]] as [Shape] {
      let x = Tensor<Double>.placeholder("x", shape: shape)
      var outputs: [Tensor<Double>] = []
      for axis in 0..<shape.rank {
        let sums = x.cumulativeSum(axis: axis)
        let cost = (sums * sums * sums).sum()
        outputs += [sums, try gradient(of: cost, withRespectTo: [x])[0]]
      }
      let f = try function("cumulative", inputs: [x], outputs: outputs)
      var generator = SeededGenerator.announced()
      let input = NumericArray.random(TensorType(.double, shape), using: &generator)
      let expected = try Interpreter().evaluate(f.generated.graph, inputs: [input], shared: [])
      let found = try f(NDArray<Double>(shape: shape, scalars: input.values))
      for (output, expected) in zip(outputs, expected) {
        for (a, b) in zip(try found[output].scalars, expected.values) {
          #expect(abs(a - b) < 1e-12)
        }
      }
    }
    let ones = Tensor<Float>.constant(try NDArray(repeating: 1, shape: [2, 3]))
    let f = try function("ones", outputs: [ones.cumulativeSum(axis: 0), ones.cumulativeSum()])
    let graph = f.generated.graph
    let values = try Interpreter().evaluate(graph, inputs: [], shared: []).map(\.values)
    #expect(values == [[1, 1, 1, 2, 2, 2], [1, 2, 3, 1, 2, 3]])
  }
}

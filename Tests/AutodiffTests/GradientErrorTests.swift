import Autodiff
import Diagnostics
import GraphIR
import Testing

@Suite struct GradientErrorTests {
  @Test(arguments: [
    (
      GradientError.costNotScalar([500], cost: 0),
      "gradient: the cost has shape (500,); expected a single number (use sum or mean)"
    ),
    (
      .costNotFloatingPoint(.int64, cost: 1),
      "gradient: the cost is Int64; expected Float or Double"
    ),
    (
      .notFloatingPoint(parameter: 1, .int32),
      "gradient: parameter 1 is Int32; expected Float or Double"
    ),
    (
      .disconnected(parameter: 0),
      "gradient: the cost does not depend on parameter 0, or only through indices such as labels"
    ),
    (
      .knownGradientType(
        0, expected: TensorType(.float, [2]), found: TensorType(.float, [])),
      "gradient: the known gradient is float(); expected float(2,), "
        + "the type of the tensor that it is for"
    ),
    (.knownTwice(1), "gradient: there are two known gradients of one tensor"),
    (
      .vectorType(expected: TensorType(.float, [2]), found: TensorType(.float, [3])),
      "vectorJacobianProduct: the vector is float(3,); expected float(2,), the type of the result"
    ),
    (
      .directionType(
        parameter: 1, expected: TensorType(.float, [2]), found: TensorType(.float, [3])),
      "jacobianVectorProduct: the direction of parameter 1 is float(3,); expected float(2,)"
    ),
    (
      .directionCount(expected: 2, found: 1),
      "jacobianVectorProduct: 1 directions for 2 parameters; expected one for each"
    ),
    (
      .noGradient(operation: "sliceRows", location: "MyNet/Model.swift:7"),
      "gradient: sliceRows at MyNet/Model.swift:7 has no gradient"
    ),
  ])
  func saysWhatIsWrong(error: GradientError, words: String) {
    #expect(error.description == words)
  }

  private let here = Diagnostics.SourceLocation(file: "MyNet/Model.swift", line: 7)
  private let pair = TensorType(.double, [2])

  /// The gradient of a cost that `build` makes of an input of two numbers.
  private func gradient(
    _ build: (inout GraphBuilder, Value) throws -> Value
  ) throws -> [Value] {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, pair), at: here)
    let cost = try build(&builder, x)
    return try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
  }

  private func sum(_ value: Value, _ builder: inout GraphBuilder) throws -> Value {
    try builder.add(.reduce(.sum, axes: [0], keepsDimensions: false), [value], at: here)
  }

  @Test func refusesACostOfManyNumbers() {
    #expect(throws: GradientError.costNotScalar([2], cost: 0)) {
      try gradient { builder, x in try builder.add(.negate, [x], at: here) }
    }
  }

  @Test func refusesACostThatIsNoReal() {
    #expect(throws: GradientError.costNotFloatingPoint(.int64, cost: 0)) {
      try gradient { builder, x in try builder.add(.argmax(axis: 0), [x], at: here) }
    }
  }

  @Test func refusesAParameterThatIsNoReal() {
    #expect(throws: GradientError.notFloatingPoint(parameter: 1, .int32)) {
      var builder = GraphBuilder()
      let x = try builder.add(.input(0, TensorType(.double, [])), at: here)
      let n = try builder.add(.input(1, TensorType(.int32, [])), at: here)
      _ = try Autodiff.gradients(of: x, withRespectTo: [x, n], adding: &builder)
    }
  }

  @Test func refusesAParameterThatTheCostDoesNotReach() {
    #expect(throws: GradientError.disconnected(parameter: 0)) {
      try gradient { builder, _ in
        try builder.constant(1, TensorType(.double, []), at: here)
      }
    }
  }

  @Test func refusesAParameterThatIsAnIndexOnly() {
    #expect(throws: GradientError.disconnected(parameter: 0)) {
      var builder = GraphBuilder()
      let data = try builder.add(.shared(0, pair), at: here)
      let x = try builder.add(.input(0, TensorType(.double, [])), at: here)
      let start = try builder.add(.cast(.int64), [x], at: here)
      let row = try builder.add(.sliceRows(count: 1), [data, start], at: here)
      let cost = try sum(row, &builder)
      _ = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
    }
  }

  @Test func fusedOperationsHaveNoGradient() {
    #expect(
      throws: GradientError.noGradient(operation: "elementwise", location: "MyNet/Model.swift:7")
    ) {
      try gradient { builder, x in
        let program = ScalarProgram(
          operandCount: 1, steps: [.init(.exp, [0]), .init(.negate, [1])])
        return try sum(builder.add(.elementwise(program, [2]), [x], at: here), &builder)
      }
    }
  }

  @Test func anOperationOffThePathNeedsNoGradient() throws {
    var builder = GraphBuilder()
    let data = try builder.add(.input(0, pair), at: here)
    let w = try builder.add(.shared(0, pair), at: here)
    let start = try builder.constant(0, TensorType(.int64, []), at: here)
    let row = try builder.add(.sliceRows(count: 1), [data, start], at: here)
    let cost = try sum(builder.add(.multiply, [row, w], at: here), &builder)
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [w], adding: &builder)
    #expect(builder.type(of: gradients[0]) == pair)
  }
}

import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct StabilizeSigmoidTests {
  @Test func takesLogarithmsWithoutTheSigmoid() throws {
    try check(
      .stabilizeSigmoid,
      """
      graph f
      %0 = input(0) : double(3,)
      %1 = sigmoid %0 : double(3,)
      %2 = log %1 : double(3,)
      %3 = constant(1.0) : double()
      %4 = subtract %3, %1 : double(3,)
      %5 = log %4 : double(3,)
      %6 = negate %1 : double(3,)
      %7 = log1p %6 : double(3,)
      output 0 = %2
      output 1 = %4
      output 2 = %5
      output 3 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3,)
        %1 = negate %0 : double(3,)
        %2 = softplus %1 : double(3,)
        %3 = negate %2 : double(3,)
        %4 = negate %0 : double(3,)
        %5 = sigmoid %4 : double(3,)
        %6 = softplus %0 : double(3,)
        %7 = negate %6 : double(3,)
        %8 = softplus %0 : double(3,)
        %9 = negate %8 : double(3,)
        output 0 = %3
        output 1 = %5
        output 2 = %7
        output 3 = %9
        """,
      tolerance: 1e-12)
  }

  /// The binary cross-entropy `-sum(t log s + (1 - t) log(1 - s))` of s = sigmoid(x).
  @Test(arguments: [[-1000.0, -3, 0, 2, 1000]])
  func gradientsOfTheCrossEntropyAreFinite(logits: [Double]) throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [5])
    let t = try builder.input(1, [5])
    let one = try builder.constant(1)
    let sigmoid = try builder.apply(.sigmoid, x)
    let first = try builder.apply(.multiply, t, builder.apply(.log, sigmoid))
    let complement = try builder.apply(.subtract, one, sigmoid)
    let second = try builder.apply(
      .multiply, builder.apply(.subtract, one, t), builder.apply(.log, complement))
    let sum = try builder.apply(
      .reduce(.sum, axes: [0], keepsDimensions: false), builder.apply(.add, first, second))
    let cost = try builder.apply(.negate, sum)
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
    let graph = builder.graph(cost, gradients[0])
    var generator = SeededGenerator.announced()
    let stable = try Pass.stabilizeSigmoid.run(graph)
    try expectSameValues(graph, stable, tolerance: 1e-9, using: &generator)

    for target in [0.0, 0.25, 1] {
      let inputs = [
        NumericArray(logits, [5]), NumericArray([Double](repeating: target, count: 5), [5]),
      ]
      let result = try Interpreter().evaluate(stable, inputs: inputs, shared: [])
      #expect(result[0].values[0].isFinite)
      // The derivative is s - t.
      for (found, x) in zip(result[1].values, logits) {
        let sigmoid = try Interpreter().apply(
          .elementwise(.sigmoid, []), to: [NumericArray([x], [])], types: [TensorType(.double, [])])
        #expect(abs(found - (sigmoid[0].values[0] - target)) < 1e-12)
      }
    }
  }

  @Test func leavesOtherDifferencesAlone() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3])
    let sigmoid = try builder.apply(.sigmoid, x)
    let two = try builder.apply(.subtract, builder.constant(2), sigmoid)
    let reversed = try builder.apply(.subtract, sigmoid, builder.constant(1))
    let graph = builder.graph(two, reversed)
    #expect(try Pass.stabilizeSigmoid.run(graph).isIdentical(to: graph))
  }

  @Test func noNumberIsNoReasonToForgetOne() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3])
    let sigmoid = try builder.apply(.sigmoid, x)
    let logarithm = try builder.apply(.log, sigmoid)
    let complement = try builder.apply(.subtract, builder.constant(1), sigmoid)
    let graph = try Pass.stabilizeSigmoid.run(builder.graph(logarithm, complement))
    let values = [Double.nan, .infinity, -.infinity]
    let result = try Interpreter().evaluate(graph, inputs: [NumericArray(values, [3])], shared: [])
    #expect(result.allSatisfy { $0.values[0].isNaN })
    #expect(Array(result[0].values.dropFirst()) == [0, -.infinity])
    #expect(Array(result[1].values.dropFirst()) == [0, 1])
  }
}

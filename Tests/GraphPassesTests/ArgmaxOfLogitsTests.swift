import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct ArgmaxOfLogitsTests {
  @Test func goesThroughSoftmaxAndItsLogarithm() throws {
    try check(
      .argmaxOfLogits,
      """
      graph f
      %0 = input(0) : double(3, 2)
      %1 = softmax %0 : double(3, 2)
      %2 = argmax(axis: 1) %1 : int64(3,)
      %3 = logSoftmax %0 : double(3, 2)
      %4 = argmax(axis: 1) %3 : int64(3,)
      output 0 = %2
      output 1 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3, 2)
        %1 = argmax(axis: 1) %0 : int64(3,)
        %2 = argmax(axis: 1) %0 : int64(3,)
        output 0 = %1
        output 1 = %2
        """)
  }

  /// A softmax along another axis of a tensor of another rank.
  @Test func goesThroughMovedElements() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3, 4])
    let rows = try builder.apply(.reshape([8, 3]), builder.apply(.dimshuffle([0, 2, 1]), x))
    let probabilities = try builder.apply(
      .dimshuffle([0, 2, 1]), builder.apply(.reshape([2, 4, 3]), builder.apply(.softmax, rows)))
    let position = try builder.apply(.argmax(axis: 1), probabilities)
    let graph = builder.graph(position)
    let optimized = try Pipeline(.canonical).optimize(graph)
    #expect(optimized.nodes.map(\.operation.description) == ["input(0)", "argmax(axis: 1)"])
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, optimized, using: &generator)
  }

  /// Ties go to the first, and logits whose probabilities are equal only by rounding to the larger.
  @Test func findsTheFirstOfEqualLogits() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3])
    let position = try builder.apply(.argmax(axis: 1), builder.apply(.softmax, x))
    let graph = builder.graph(position)
    let values = NumericArray([1, 2, 2, 0, 1e-20, -1], [2, 3])
    let before = try Interpreter().evaluate(graph, inputs: [values], shared: [])
    let after = try Interpreter().evaluate(
      Pass.argmaxOfLogits.run(graph), inputs: [values], shared: [])
    #expect(before[0].values == [1, 0])
    #expect(after[0].values == [1, 1])
  }

  @Test func leavesOtherAxesAndFunctionsAlone() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3, 2])
    let columns = try builder.apply(.argmax(axis: 0), builder.apply(.softmax, x))
    let mixed = try builder.apply(
      .argmax(axis: 0), builder.apply(.reshape([6]), builder.apply(.softmax, x)))
    let saturated = try builder.apply(.argmax(axis: 1), builder.apply(.tanh, x))
    let graph = builder.graph(columns, mixed, saturated)
    #expect(try Pass.argmaxOfLogits.run(graph).isIdentical(to: graph))
  }
}

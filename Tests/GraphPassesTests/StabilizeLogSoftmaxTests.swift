import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct StabilizeLogSoftmaxTests {
  /// The gradient of `-sum(log(softmax(x))[label])`, as it is written.
  private func gradientGraph() throws -> Graph {
    var builder = GraphBuilder()
    let logits = try builder.input(0, [3, 2], name: "x")
    let labels = try builder.input(1, [3], .int32, name: "y")
    let logarithm = try builder.apply(.log, builder.apply(.softmax, logits))
    let likelihoods = try builder.apply(.gatherByLabel, logarithm, labels)
    let sum = try builder.apply(
      .reduce(.sum, axes: [0], keepsDimensions: false), likelihoods)
    let cost = try builder.apply(.negate, sum, name: "cost")
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [logits], adding: &builder)
    return builder.graph(cost, gradients[0])
  }

  @Test func takesTheLogarithmInOneStep() throws {
    try check(
      .stabilizeLogSoftmax, gradientGraph(),
      """
      graph f
      %0 = input(0) : double(3, 2) "x"
      %1 = input(1) : int32(3,) "y"
      %2 = softmax %0 : double(3, 2)
      %3 = log %2 : double(3, 2)
      %4 = gatherByLabel %3, %1 : double(3,)
      %5 = sum(axes: [0]) %4 : double()
      %6 = negate %5 : double() "cost"
      %7 = constant(1.0) : double() "dcost"
      %8 = negate %7 : double()
      %9 = reshape(1,) %8 : double(1,)
      %10 = broadcast %9 : double(3,)
      %11 = scatterByLabel(2) %10, %1 : double(3, 2)
      %12 = divide %11, %2 : double(3, 2)
      %13 = softmaxGradient %2, %12 : double(3, 2) "dx"
      output 0 = %6
      output 1 = %13
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3, 2) "x"
        %1 = input(1) : int32(3,) "y"
        %2 = softmax %0 : double(3, 2)
        %3 = logSoftmax %0 : double(3, 2)
        %4 = gatherByLabel %3, %1 : double(3,)
        %5 = sum(axes: [0]) %4 : double()
        %6 = negate %5 : double() "cost"
        %7 = constant(1.0) : double() "dcost"
        %8 = negate %7 : double()
        %9 = reshape(1,) %8 : double(1,)
        %10 = broadcast %9 : double(3,)
        %11 = scatterByLabel(2) %10, %1 : double(3, 2)
        %12 = reshape(3, 1) %10 : double(3, 1)
        %13 = multiply %2, %12 : double(3, 2)
        %14 = subtract %11, %13 : double(3, 2) "dx"
        output 0 = %6
        output 1 = %14
        """,
      tolerance: 1e-12)
  }

  /// The same of rows that are gathered before the logarithm is taken.
  @Test func reachesThroughGatheredRows() throws {
    try check(
      .stabilizeLogSoftmax,
      """
      graph f
      %0 = input(0) : double(3, 2) "x"
      %1 = input(1) : int32(3,) "y"
      %2 = softmax %0 : double(3, 2)
      %3 = gatherByLabel %2, %1 : double(3,)
      %4 = log %3 : double(3,)
      %5 = input(2) : double(3,) "d"
      %6 = divide %5, %3 : double(3,)
      %7 = scatterByLabel(2) %6, %1 : double(3, 2)
      %8 = softmaxGradient %2, %7 : double(3, 2)
      output 0 = %4
      output 1 = %8
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3, 2) "x"
        %1 = input(1) : int32(3,) "y"
        %2 = softmax %0 : double(3, 2)
        %3 = logSoftmax %0 : double(3, 2)
        %4 = gatherByLabel %3, %1 : double(3,)
        %5 = input(2) : double(3,) "d"
        %6 = scatterByLabel(2) %5, %1 : double(3, 2)
        %7 = reshape(3, 1) %5 : double(3, 1)
        %8 = multiply %2, %7 : double(3, 2)
        %9 = subtract %6, %8 : double(3, 2)
        output 0 = %4
        output 1 = %9
        """,
      tolerance: 1e-12)
  }

  /// Elements may be moved about before the logarithm is taken.
  @Test func reachesThroughMovedElements() throws {
    let slicing = Slicing(of: [2, 3], axis: 1, start: 2, step: -2, extent: 2)
    for moves: [Operation] in [
      [.reshape([6])], [.dimshuffle([1, 0])], [.slice(slicing)],
      [.dimshuffle([1, nil, 0]), .reshape([2, 3]), .slice(slicing)],
    ] {
      var builder = GraphBuilder()
      let logits = try builder.input(0, [3, 2])
      var value = try builder.apply(.softmax, logits)
      if moves.first == .slice(slicing) { value = try builder.apply(.reshape([2, 3]), value) }
      for move in moves { value = try builder.apply(move, value) }
      let logarithm = try builder.apply(.log, value)
      let square = try builder.apply(.multiply, logarithm, logarithm)
      let rank = builder.type(of: square).shape.rank
      let cost = try builder.apply(
        .reduce(.sum, axes: Array(0..<rank), keepsDimensions: false), square)
      let gradients = try Autodiff.gradients(of: cost, withRespectTo: [logits], adding: &builder)
      let graph = builder.graph(cost, gradients[0])
      let stable = try Pass.eliminateDeadCode.run(Pass.stabilizeLogSoftmax.run(graph))
      #expect(!stable.nodes.contains { $0.function == .log || $0.function == .divide })
      #expect(!stable.nodes.contains { $0.operation == .softmaxGradient })
      var generator = SeededGenerator.announced()
      try expectSameValues(graph, stable, tolerance: 1e-12, using: &generator)
    }
  }

  /// A cost may be made of the logarithm and of the probabilities themselves.
  @Test func stabilizesTheTermsThatNeedIt() throws {
    var builder = GraphBuilder()
    let logits = try builder.input(0, [3, 2])
    let probabilities = try builder.apply(.softmax, logits)
    let product = try builder.apply(
      .multiply, probabilities, builder.apply(.log, probabilities))
    let entropy = try builder.apply(
      .reduce(.sum, axes: [0, 1], keepsDimensions: false), product)
    let gradients = try Autodiff.gradients(of: entropy, withRespectTo: [logits], adding: &builder)
    let graph = builder.graph(entropy, gradients[0])
    let stable = try Pass.eliminateDeadCode.run(Pass.stabilizeLogSoftmax.run(graph))
    #expect(!stable.nodes.contains { $0.function == .log || $0.function == .divide })
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, stable, tolerance: 1e-12, using: &generator)
  }

  @Test func keepsLargeLogitsFinite() throws {
    let graph = try gradientGraph()
    let logits = NumericArray([1e5, -1e5, -1e5, 1e5, 0, 0], [3, 2])
    let labels = NumericArray([1, 1, 0], [3], .int32)
    let before = try Interpreter().evaluate(graph, inputs: [logits, labels], shared: [])
    #expect(!before[0].values[0].isFinite)
    let after = try Interpreter().evaluate(
      Pass.stabilizeLogSoftmax.run(graph), inputs: [logits, labels], shared: [])
    #expect(abs(after[0].values[0] - 200_000.693) < 1e-3)
    #expect(after[1].values == [1, -1, 0, 0, -0.5, 0.5])
  }

  @Test func spreadsAGradientThatIsTheSameForAllClasses() throws {
    try check(
      .stabilizeLogSoftmax,
      """
      graph f
      %0 = input(0) : double(3, 2)
      %1 = softmax %0 : double(3, 2)
      %2 = constant(2.0) : double()
      %3 = divide %2, %1 : double(3, 2)
      %4 = softmaxGradient %1, %3 : double(3, 2)
      output 0 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3, 2)
        %1 = softmax %0 : double(3, 2)
        %2 = constant(2.0) : double()
        %3 = broadcast %2 : double(3, 2)
        %4 = sum(axes: [1], keepingDimensions) %3 : double(3, 1)
        %5 = multiply %1, %4 : double(3, 2)
        %6 = subtract %3, %5 : double(3, 2)
        output 0 = %6
        """,
      tolerance: 1e-12)
  }

  @Test func leavesALogarithmAloneThatSpreadsItsOperand() throws {
    var builder = GraphBuilder()
    let probabilities = try builder.apply(.softmax, builder.input(0, [1, 2]))
    let logarithm = try builder.apply(.elementwise(.log, [3, 2]), probabilities)
    let graph = builder.graph(logarithm)
    #expect(try Pass.stabilizeLogSoftmax.run(graph).isIdentical(to: graph))
  }

  @Test func leavesOtherQuotientsAlone() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3, 2])
    let probabilities = try builder.apply(.softmax, x)
    let others = try builder.apply(.softmax, builder.apply(.negate, x))
    let quotient = try builder.apply(.divide, x, others)
    let gradient = try builder.apply(.softmaxGradient, probabilities, quotient)
    let logarithm = try builder.apply(.log, x)
    let graph = builder.graph(logarithm, gradient)
    #expect(try Pass.stabilizeLogSoftmax.run(graph).isIdentical(to: graph))
  }
}

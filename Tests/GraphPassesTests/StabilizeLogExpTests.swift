import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct StabilizeLogExpTests {
  @Test func namesFunctionsByWhatTheyAre() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3])
    let one = try builder.constant(1)
    let minusOne = try builder.constant(-1)
    let power = try builder.apply(.exp, x)
    let outputs = [
      try builder.apply(.log, builder.apply(.add, one, x)),
      try builder.apply(.log, builder.apply(.add, x, one)),
      try builder.apply(.log, builder.apply(.subtract, one, x)),
      try builder.apply(.log, builder.apply(.add, one, power)),
      try builder.apply(.log1p, power),
      try builder.apply(.subtract, power, one),
      try builder.apply(.add, minusOne, power),
    ]
    let graph = builder.graph(
      name: "f", roots: outputs.enumerated().map { .init(.output($0), $1) })
    let result = try Pass.eliminateDeadCode.run(Pass.stabilizeLogExp.run(graph))
    #expect(
      result.description == """
        graph f
        %0 = input(0) : double(3,)
        %1 = log1p %0 : double(3,)
        %2 = log1p %0 : double(3,)
        %3 = negate %0 : double(3,)
        %4 = log1p %3 : double(3,)
        %5 = softplus %0 : double(3,)
        %6 = softplus %0 : double(3,)
        %7 = expm1 %0 : double(3,)
        %8 = expm1 %0 : double(3,)
        output 0 = %1
        output 1 = %2
        output 2 = %4
        output 3 = %5
        output 4 = %6
        output 5 = %7
        output 6 = %8

        """)
    // Of numbers less than -1 the logarithm is NaN before and after.
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, result, tolerance: 1e-12, using: &generator)
    let tiny = NumericArray([1e-20, -1e-20, 800], [3])
    let values = try Interpreter().evaluate(result, inputs: [tiny], shared: []).map(\.values)
    #expect(Array(values[0].prefix(2)) == [1e-20, -1e-20])
    #expect(Array(values[2].prefix(2)) == [-1e-20, 1e-20])
    #expect(values[3][2] == 800)
    #expect(Array(values[5].prefix(2)) == [1e-20, -1e-20])
  }

  @Test func theGradientOfSoftplusDoesNotOverflow() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3])
    let power = try builder.apply(.exp, x)
    let softplus = try builder.apply(.log, builder.apply(.add, builder.constant(1), power))
    let upstream = try builder.input(1, [3])
    let quotient = try builder.apply(
      .divide, upstream, builder.apply(.add, builder.constant(1), power))
    let gradient = try builder.apply(.multiply, quotient, power)
    let graph = builder.graph(softplus, gradient)
    try check(
      .stabilizeLogExp, graph,
      """
      graph f
      %0 = input(0) : double(3,)
      %1 = exp %0 : double(3,)
      %2 = constant(1.0) : double()
      %3 = add %2, %1 : double(3,)
      %4 = log %3 : double(3,)
      %5 = input(1) : double(3,)
      %6 = constant(1.0) : double()
      %7 = add %6, %1 : double(3,)
      %8 = divide %5, %7 : double(3,)
      %9 = multiply %8, %1 : double(3,)
      output 0 = %4
      output 1 = %9
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3,)
        %1 = softplus %0 : double(3,)
        %2 = input(1) : double(3,)
        %3 = sigmoid %0 : double(3,)
        %4 = multiply %2, %3 : double(3,)
        output 0 = %1
        output 1 = %4
        """,
      tolerance: 1e-12)
    let result = try Interpreter().evaluate(
      Pass.stabilizeLogExp.run(graph),
      inputs: [NumericArray([1000, -1000, .nan], [3]), NumericArray([2, 2, 2], [3])], shared: [])
    #expect(Array(result[0].values.prefix(2)) == [1000, 0])
    #expect(Array(result[1].values.prefix(2)) == [2, 0])
    #expect(result.allSatisfy { $0.values[2].isNaN })
  }

  @Test func spreadsAnOperandAsBefore() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [])
    let ones = try builder.constant(1, TensorType(.double, [2, 3]), at: GraphBuilder.here)
    let logarithm = try builder.apply(.log, builder.apply(.add, ones, x))
    let graph = builder.graph(logarithm)
    let result = try Pass.eliminateDeadCode.run(Pass.stabilizeLogExp.run(graph))
    #expect(result.nodes.map(\.operation.description) == ["input(0)", "log1p"])
    #expect(result.nodes[1].types == [TensorType(.double, [2, 3])])
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, result, tolerance: 1e-12, using: &generator)
  }

  @Test func leavesOtherSumsAlone() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [3])
    let two = try builder.constant(2)
    let logarithm = try builder.apply(.log, builder.apply(.add, x, two))
    let difference = try builder.apply(.subtract, builder.apply(.exp, x), two)
    let square = try builder.apply(
      .multiply, builder.apply(.divide, x, two), builder.apply(.exp, x))
    let graph = builder.graph(logarithm, difference, square)
    #expect(try Pass.stabilizeLogExp.run(graph).isIdentical(to: graph))
  }
}

import GraphIR
import Testing

@testable import GraphPasses

@Suite struct FuseElementwiseTests {
  @Test func makesOneLoopOfAnUpdate() throws {
    try check(
      .fuseElementwise,
      """
      graph f
      %0 = shared(0) : double(2, 3)
      %1 = input(0) : double(2, 3)
      %2 = constant(0.1) : double()
      %3 = multiply %2, %1 : double(2, 3)
      %4 = subtract %0, %3 : double(2, 3) "W"
      update 0 = %4
      """,
      becomes: """
        graph f
        %0 = shared(0) : double(2, 3)
        %1 = input(0) : double(2, 3)
        %2 = constant(0.1) : double()
        %3 = elementwise { t3 = multiply a1 a2; subtract a0 t3 } %0, %2, %1 : double(2, 3) "W"
        update 0 = %3
        """)
  }

  @Test func sharesOperandsAndSteps() throws {
    // g * (1 - y * y), where y has the loop as its only user once the loop is there.
    try check(
      .fuseElementwise,
      """
      graph f
      %0 = input(0) : double(4,)
      %1 = input(1) : double(4,)
      %2 = tanh %1 : double(4,)
      %3 = multiply %2, %2 : double(4,)
      %4 = constant(1.0) : double()
      %5 = subtract %4, %3 : double(4,)
      %6 = multiply %2, %5 : double(4,)
      %7 = multiply %0, %6 : double(4,)
      output 0 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4,)
        %1 = input(1) : double(4,)
        %2 = constant(1.0) : double()
        %3 = elementwise { t3 = tanh a1; t4 = multiply t3 t3; t5 = subtract a2 t4; \
        t6 = multiply t3 t5; multiply a0 t6 } %0, %1, %2 : double(4,)
        output 0 = %3
        """)
  }

  @Test func computesNothingMoreOften() throws {
    try check(
      .fuseElementwise,
      """
      graph f
      %0 = input(0) : double(2, 3)
      %1 = input(1) : double(3,)
      %2 = tanh %1 : double(3,)
      %3 = input(2) : double()
      %4 = exp %3 : double()
      %5 = add %0, %2 : double(2, 3)
      %6 = multiply %4, %5 : double(2, 3)
      output 0 = %6
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3)
        %1 = input(1) : double(3,)
        %2 = tanh %1 : double(3,)
        %3 = input(2) : double()
        %4 = exp %3 : double()
        %5 = elementwise { t3 = add a1 a2; multiply a0 t3 } %4, %0, %2 : double(2, 3)
        output 0 = %5
        """)
  }

  @Test func repeatsArithmeticOnSingleNumbersAndSpreads() throws {
    try check(
      .fuseElementwise,
      """
      graph f
      %0 = input(0) : double(2, 3)
      %1 = input(1) : double(1,)
      %2 = input(2) : double()
      %3 = multiply %1, %2 : double(1,)
      %4 = input(3) : double(3,)
      %5 = broadcast %4 : double(1, 3)
      %6 = multiply %0, %3 : double(2, 3)
      %7 = add %6, %5 : double(2, 3)
      output 0 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3)
        %1 = input(1) : double(1,)
        %2 = input(2) : double()
        %3 = input(3) : double(3,)
        %4 = elementwise { t4 = multiply a1 a2; t5 = multiply a0 t4; add t5 a3 } \
        %0, %1, %2, %3 : double(2, 3)
        output 0 = %4
        """)
  }

  @Test func keepsWhatSomebodyElseWants() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [4])
    let expected = try builder.apply(.exp, x)
    let usedTwice = try builder.apply(.negate, x)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), usedTwice)
    let result = try builder.apply(.multiply, expected, usedTwice)
    let graph = builder.graph(expected, result, sum)
    #expect(try Pass.fuseElementwise.run(graph).isIdentical(to: graph))
  }

  @Test func programsAreNoLargerThanTheLimits() throws {
    var builder = GraphBuilder()
    let (x, y) = (try builder.input(0, [4]), try builder.input(1, [4]))
    let sum = try builder.apply(.add, x, y)
    let result = try builder.apply(.exp, builder.apply(.tanh, sum))
    let graph = builder.graph(result)
    func computed(operands: Int, steps: Int) throws -> Int {
      let limits = FusionLimits(operands: operands, steps: steps, windowPositions: 1)
      let fused = try Pass.fuseElementwise.run(graph, within: limits)
      return try Pass.eliminateDeadCode.run(fused).nodes.count - 2
    }
    #expect(try computed(operands: 2, steps: 3) == 1)
    #expect(try computed(operands: 2, steps: 2) == 2)
    #expect(try computed(operands: 1, steps: 3) == 2)
  }

  @Test func keepsUpdatesInPlace() throws {
    // One update would read the old value of the other, or of its own rows, where it is replaced.
    try check(
      .fuseElementwise,
      """
      graph f
      %0 = shared(0) : double(3, 3)
      %1 = shared(1) : double(3, 3)
      %2 = dimshuffle(1, 0) %0 : double(3, 3)
      %3 = tanh %2 : double(3, 3)
      %4 = tanh %0 : double(3, 3)
      %5 = exp %1 : double(3, 3)
      %6 = subtract %0, %3 : double(3, 3)
      %7 = add %4, %5 : double(3, 3)
      %8 = subtract %1, %7 : double(3, 3)
      update 0 = %6
      update 1 = %8
      """,
      becomes: """
        graph f
        %0 = shared(0) : double(3, 3)
        %1 = shared(1) : double(3, 3)
        %2 = dimshuffle(1, 0) %0 : double(3, 3)
        %3 = tanh %2 : double(3, 3)
        %4 = subtract %0, %3 : double(3, 3)
        %5 = elementwise { t2 = exp a1; t3 = tanh a0; add t3 t2 } %0, %1 : double(3, 3)
        %6 = subtract %1, %5 : double(3, 3)
        update 0 = %4
        update 1 = %6
        """)
  }

  @Test func keepsLoopsSmall() throws {
    var builder = GraphBuilder()
    var sum = try builder.input(0, [4])
    for number in 1..<20 {
      sum = try builder.apply(.add, sum, builder.input(number, [4]))
    }
    for _ in 0..<70 { sum = try builder.apply(.negate, builder.apply(.exp, sum)) }
    let graph = builder.graph(sum)
    let fused = try Pass.eliminateDeadCode.run(Pass.fuseElementwise.run(graph))
    let loops = fused.nodes.filter { !$0.operation.isSource }
    #expect(loops.allSatisfy { $0.operands.count <= 8 })
    let stepCounts = loops.map { node in
      if case .elementwise(let program, _) = node.operation { program.steps.count } else { 0 }
    }
    #expect(stepCounts.allSatisfy { $0 <= 32 })
    #expect(stepCounts.reduce(0, +) == 159)
    #expect(loops.count <= 9)
    #expect(try Pass.fuseElementwise.run(fused).isIdentical(to: fused))
  }
}

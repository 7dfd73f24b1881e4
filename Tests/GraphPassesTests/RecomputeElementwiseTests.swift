import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct RecomputeElementwiseTests {
  /// The variance of a batch normalisation, and what it normalises: the centred tensor is computed
  /// in the sum and in the result, and never stored.
  @Test func computesADifferenceInASumAndInALoop() throws {
    try check(
      .recomputeElementwise,
      """
      graph f
      %0 = input(0) : double(4, 3, 4, 5)
      %1 = input(1) : double(1, 3, 1, 1)
      %2 = input(2) : double(1, 3, 1, 1)
      %3 = subtract %0, %1 : double(4, 3, 4, 5)
      %4 = multiply %3, %3 : double(4, 3, 4, 5)
      %5 = sum(axes: [0, 2, 3]) %4 : double(3,)
      %6 = multiply %3, %2 : double(4, 3, 4, 5)
      output 0 = %5
      output 1 = %6
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4, 3, 4, 5)
        %1 = input(1) : double(1, 3, 1, 1)
        %2 = input(2) : double(1, 3, 1, 1)
        %3 = elementwise { t2 = subtract a0 a1; multiply t2 t2 } %0, %1 : double(4, 3, 4, 5)
        %4 = sum(axes: [0, 2, 3]) %3 : double(3,)
        %5 = elementwise { t3 = subtract a0 a1; multiply t3 a2 } \
        %0, %1, %2 : double(4, 3, 4, 5)
        output 0 = %4
        output 1 = %5
        """)
  }

  /// The gradient of a ReLU is computed in the sum over it and in the loop that reads it.
  @Test func givesASumACopyOfItsOwn() throws {
    try check(
      .recomputeElementwise,
      """
      graph f
      %0 = input(0) : double(4, 3, 4, 5)
      %1 = input(1) : double(4, 3, 4, 5)
      %2 = input(2) : double(1, 3, 1, 1)
      %3 = sign %1 : double(4, 3, 4, 5)
      %4 = multiply %0, %3 : double(4, 3, 4, 5)
      %5 = sum(axes: [0, 2, 3]) %4 : double(3,)
      %6 = multiply %4, %2 : double(4, 3, 4, 5)
      output 0 = %5
      output 1 = %6
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4, 3, 4, 5)
        %1 = input(1) : double(4, 3, 4, 5)
        %2 = input(2) : double(1, 3, 1, 1)
        %3 = elementwise { t2 = sign a1; multiply a0 t2 } %0, %1 : double(4, 3, 4, 5)
        %4 = sum(axes: [0, 2, 3]) %3 : double(3,)
        %5 = elementwise { t3 = sign a1; t4 = multiply a0 t3; multiply t4 a2 } \
        %0, %1, %2 : double(4, 3, 4, 5)
        output 0 = %4
        output 1 = %5
        """)
  }

  /// What the caller wants is stored, but who reads its operands anyway computes it again.
  @Test func readsWhatItReadsAnyway() throws {
    try check(
      .recomputeElementwise,
      """
      graph f
      %0 = input(0) : double(4, 3, 4, 5)
      %1 = input(1) : double(4, 3, 4, 5)
      %2 = rectify %0 : double(4, 3, 4, 5)
      %3 = subtract %0, %2 : double(4, 3, 4, 5)
      %4 = multiply %1, %2 : double(4, 3, 4, 5)
      output 0 = %2
      output 1 = %3
      output 2 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4, 3, 4, 5)
        %1 = input(1) : double(4, 3, 4, 5)
        %2 = rectify %0 : double(4, 3, 4, 5)
        %3 = elementwise { t1 = rectify a0; subtract a0 t1 } %0 : double(4, 3, 4, 5)
        %4 = multiply %1, %2 : double(4, 3, 4, 5)
        output 0 = %2
        output 1 = %3
        output 2 = %4
        """)
  }

  private func isUnchanged(_ make: (inout GraphBuilder) throws -> [Value]) throws -> Bool {
    var builder = GraphBuilder()
    let values = try make(&builder)
    let roots = values.enumerated().map { Graph.Root(.output($0), $1) }
    let graph = Graph(name: "f", nodes: builder.nodes, roots: roots)
    return try Pass.recomputeElementwise.run(graph).isIdentical(to: graph)
  }

  @Test func keepsWhatCostsMoreThanReading() throws {
    #expect(
      try isUnchanged { builder in
        let x = try builder.input(0, [4, 3])
        let y = try builder.apply(.exp, x)
        return [try builder.apply(.negate, y), try builder.apply(.abs, y)]
      })
  }

  /// Three tensors would be kept, rather than the sum of them.
  @Test func keepsNoMoreBytes() throws {
    #expect(
      try isUnchanged { builder in
        let operands = try (0..<3).map { try builder.apply(.exp, builder.input($0, [4, 3])) }
        let program = ScalarProgram(
          operandCount: 3, steps: [.init(.add, [0, 1]), .init(.add, [3, 2])])
        let sum = try builder.add(.elementwise(program, [4, 3]), operands, at: GraphBuilder.here)
        return [try builder.apply(.tanh, sum), try builder.apply(.exp, sum)]
      })
  }

  /// Other sums read what they sum from memory.
  @Test func keepsWhatAnotherSumReads() throws {
    #expect(
      try isUnchanged { builder in
        let x = try builder.input(0, [4, 3, 2, 2])
        let y = try builder.apply(.negate, x)
        let sum = try builder.apply(.reduce(.maximum, axes: [0, 2, 3], keepsDimensions: false), y)
        return [sum, try builder.apply(.exp, y)]
      })
  }
}

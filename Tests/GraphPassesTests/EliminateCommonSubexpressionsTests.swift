import GraphIR
import Testing

@testable import GraphPasses

@Suite struct EliminateCommonSubexpressionsTests {
  @Test func computesOnce() throws {
    try check(
      .eliminateCommonSubexpressions,
      """
      graph f
      %0 = input(0) : double(2,)
      %1 = tanh %0 : double(2,)
      %2 = tanh %0 : double(2,) "activation"
      %3 = negate %1 : double(2,) "left"
      %4 = negate %2 : double(2,) "right"
      %5 = multiply %3, %4 : double(2,)
      output 0 = %5
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2,)
        %1 = tanh %0 : double(2,) "activation"
        %2 = negate %1 : double(2,) "left"
        %3 = multiply %2, %2 : double(2,)
        output 0 = %3
        """)
  }

  @Test func tellsZerosApart() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2])
    let positive = try builder.apply(.divide, x, builder.constant(0))
    let negative = try builder.apply(.divide, x, builder.constant(-0.0))
    let graph = builder.graph(positive, negative)
    #expect(try Pass.eliminateCommonSubexpressions.run(graph).isIdentical(to: graph))
  }

  @Test func tellsAttributesApart() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 2])
    let rows = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), x)
    let columns = try builder.apply(.reduce(.sum, axes: [1], keepsDimensions: false), x)
    let graph = builder.graph(rows, columns)
    #expect(try Pass.eliminateCommonSubexpressions.run(graph).isIdentical(to: graph))
  }
}

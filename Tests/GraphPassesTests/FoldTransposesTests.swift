import GraphIR
import Testing

@testable import GraphPasses

@Suite struct FoldTransposesTests {
  @Test func readsOperandsTransposed() throws {
    try check(
      .foldTransposes,
      """
      graph f
      %0 = input(0) : double(4, 2)
      %1 = input(1) : double(3, 4)
      %2 = dimshuffle(1, 0) %0 : double(2, 4)
      %3 = dimshuffle(1, 0) %1 : double(4, 3)
      %4 = dot %2, %3 : double(2, 3)
      output 0 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4, 2)
        %1 = input(1) : double(3, 4)
        %2 = dot(left transposed, right transposed) %0, %1 : double(2, 3)
        output 0 = %2
        """)
  }

  @Test func twoTransposesAreNone() throws {
    try check(
      .foldTransposes,
      """
      graph f
      %0 = input(0) : double(4, 2)
      %1 = dimshuffle(1, 0) %0 : double(2, 4)
      %2 = dimshuffle(1, 0) %1 : double(4, 2)
      %3 = dot(left transposed, right transposed) %1, %2 : double(4, 4)
      output 0 = %3
      """,
      becomes: """
        graph f
        %0 = input(0) : double(4, 2)
        %1 = dot(right transposed) %0, %0 : double(4, 4)
        output 0 = %1
        """)
  }

  @Test func leavesOtherOrdersAlone() throws {
    var builder = GraphBuilder()
    let row = try builder.apply(.dimshuffle([nil, 0]), builder.input(0, [4]))
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), row, builder.input(1, [4, 3]))
    let graph = builder.graph(product)
    #expect(try Pass.foldTransposes.run(graph).isIdentical(to: graph))
  }

  /// The order is that of a transpose, and a third axis goes.
  @Test func leavesWhatLosesAnAxisAlone() throws {
    var builder = GraphBuilder()
    let matrix = try builder.apply(.dimshuffle([1, 0]), builder.input(0, [3, 4, 1]))
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), matrix, builder.input(1, [3, 5]))
    let graph = builder.graph(product)
    #expect(try Pass.foldTransposes.run(graph).isIdentical(to: graph))
  }
}

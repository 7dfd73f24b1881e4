import GraphIR
import Testing

@testable import GraphPasses

@Suite struct EliminateDeadCodeTests {
  @Test func dropsWhatNobodyNeedsButInputs() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2])
    _ = try builder.input(1, [5], name: "unused")
    _ = try builder.shared(0, [2])
    let weights = try builder.shared(1, [2])
    _ = try builder.apply(.tanh, builder.apply(.exp, x))
    let sum = try builder.apply(.add, x, weights)
    try check(
      .eliminateDeadCode, builder.graph(sum, updates: [(1, sum)]),
      """
      graph f
      %0 = input(0) : double(2,)
      %1 = input(1) : double(5,) "unused"
      %2 = shared(0) : double(2,)
      %3 = shared(1) : double(2,)
      %4 = exp %0 : double(2,)
      %5 = tanh %4 : double(2,)
      %6 = add %0, %3 : double(2,)
      output 0 = %6
      update 1 = %6
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2,)
        %1 = input(1) : double(5,) "unused"
        %2 = shared(1) : double(2,)
        %3 = add %0, %2 : double(2,)
        output 0 = %3
        update 1 = %3
        """)
  }
}

import GraphIR
import Testing

@testable import GraphPasses

@Suite struct EliminateDeadCodeTests {
  @Test func dropsWhatNobodyNeedsButInputs() throws {
    try check(
      .eliminateDeadCode,
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

import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct LoopNestTests {
  private func nest(_ extents: [Int], _ operands: [[Int]], result: [Int]) -> LoopNest {
    LoopNest(
      extents: extents,
      operands: operands.enumerated().map { .element(.operand($0), strides: $1) },
      resultStrides: result,
      program: ScalarProgram(operands.count == 1 ? .identity : .add),
      operandTypes: operands.map { _ in .float })
  }

  private func strides(_ nest: LoopNest) -> [[Int]] {
    nest.operands.compactMap { if case .element(_, let strides, _) = $0 { strides } else { nil } }
  }

  @Test func denseOperandsAreOneLoop() {
    let nest = nest([4, 5, 6], [[30, 6, 1], [30, 6, 1]], result: [30, 6, 1])
    #expect(nest.extents == [120])
    #expect(strides(nest) == [[1], [1]])
    #expect(nest.resultStrides == [1])
  }

  @Test func aBroadcastRowKeepsItsLoop() {
    let nest = nest([4, 5, 6], [[30, 6, 1], [0, 0, 1]], result: [30, 6, 1])
    #expect(nest.extents == [20, 6])
    #expect(strides(nest) == [[6, 1], [0, 1]])
  }

  @Test func aBroadcastColumnKeepsTwoLoops() {
    let nest = nest([4, 5, 6], [[30, 6, 1], [0, 1, 0]], result: [30, 6, 1])
    #expect(nest.extents == [4, 5, 6])
  }

  @Test func loopsOfOneIterationGo() {
    let nest = nest([1, 5, 1], [[5, 1, 1]], result: [5, 1, 1])
    #expect(nest.extents == [5])
    let scalar = self.nest([], [[]], result: [])
    #expect(scalar.extents.isEmpty)
  }

  @Test func transpositionsMergeNothing() {
    #expect(nest([4, 5], [[1, 4]], result: [5, 1]).extents == [4, 5])
  }
}

import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// What is chosen depends on the numbers of the machine.
@Suite struct TargetTests {
  private func product(_ target: Target) throws -> ProductTiling {
    let choice = Choice(
      left: float([500, 500]), result: float([500, 800]), transposesLeft: false,
      transposesRight: true, target: target)
    return try #require(choice.product?.tiling)
  }

  @Test func widthsHaveTheirProcessors() {
    #expect([16, 32, 64].map { Target(registerBytes: $0).registers } == [8, 8, 32])
    #expect([16, 32, 64].map { Target(registerBytes: $0).accumulators } == [6, 6, 25])
    #expect([16, 32, 64].map { Target(registerBytes: $0).lanes(of: .double) } == [8, 8, 8])
    #expect([16, 32, 64].map { Target(registerBytes: $0).partLanes(of: .double) } == [2, 4, 8])
  }

  @Test func tilesFitTheRegisters() throws {
    var small = Target(registerBytes: 64)
    small.registers = 8
    small.accumulators = 4
    for target in [small, Target(registerBytes: 64)] {
      let tiling = try product(target)
      #expect(tiling.tiles[0].size * tiling.panels[0].vectors <= target.accumulators)
    }
  }

  @Test func groupsFillTheCache() throws {
    var large = Target(registerBytes: 64)
    large.l2Bytes *= 2
    let tiling = try product(large)
    #expect(try product(Target(registerBytes: 64)).tilesInGroup < tiling.tilesInGroup)
    #expect(tiling.tilesInGroup * tiling.tiles[0].size * tiling.inner * 4 <= large.cachedBytes)
  }
}

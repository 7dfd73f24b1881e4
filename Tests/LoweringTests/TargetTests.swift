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
    #expect([16, 32, 64].map { Target(vectorBytes: $0).registers } == [32, 16, 32])
    #expect([16, 32, 64].map { Target(vectorBytes: $0).accumulators } == [25, 12, 25])
    #expect(Target(vectorBytes: 64).lanes(of: .double) == 8)
  }

  @Test func exactFunctionsFuseNoProductWithASum() {
    #expect(Target(vectorBytes: 64).fusesMultiplyAdd)
    #expect(!Target(vectorBytes: 64, isExact: true).fusesMultiplyAdd)
    #expect(!Target(vectorBytes: 16, hasFMA: false).fusesMultiplyAdd)
  }

  @Test func tilesFitTheRegisters() throws {
    var small = Target(vectorBytes: 64)
    small.registers = 8
    small.accumulators = 4
    for target in [small, Target(vectorBytes: 64)] {
      let tiling = try product(target)
      #expect(tiling.tiles[0].size * tiling.panels[0].vectors <= target.accumulators)
    }
  }

  @Test func groupsFillTheCache() throws {
    var large = Target(vectorBytes: 64)
    large.l2Bytes *= 2
    let tiling = try product(large)
    #expect(try product(Target(vectorBytes: 64)).tilesInGroup < tiling.tilesInGroup)
    #expect(tiling.tilesInGroup * tiling.tiles[0].size * tiling.inner * 4 <= large.cachedBytes)
  }
}

import Testing

@testable import Lowering
@testable import Schedule

@Suite struct TileTests {
  @Test func everyIndexIsCoveredOnce() {
    for count in 0...130 {
      for limit in 0...40 {
        let tiles = Tile.cover(count, limit: limit)
        let covered = tiles.flatMap { tile in
          stride(from: tile.start, to: tile.end, by: tile.size).flatMap { $0..<($0 + tile.size) }
        }
        #expect(covered == Array(0..<count), "\(count) by \(limit)")
        #expect(tiles.count <= 2)
        #expect(tiles.allSatisfy { $0.size <= max(1, limit) })
      }
    }
  }

  @Test func prefersStepsOfOneSize() {
    #expect(Tile.cover(20, limit: 6) == [Tile(start: 0, end: 20, size: 5)])
    #expect(
      Tile.cover(7, limit: 5) == [
        Tile(start: 0, end: 5, size: 5), Tile(start: 5, end: 7, size: 2),
      ])
    #expect(Tile.cover(3, limit: 100) == [Tile(start: 0, end: 3, size: 3)])
  }
}

extension Tile {
  /// Cuts `0 ..< count` into steps of at most `limit`: of one size where a divisor comes near the
  /// limit, and otherwise with one smaller step at the end.
  package static func cover(_ count: Int, limit: Int) -> [Tile] {
    guard count > 0 else { return [] }
    let limit = max(1, min(limit, count))
    if let divisor = (1...limit).last(where: { count.isMultiple(of: $0) }), divisor * 3 > limit * 2
    {
      return [Tile(start: 0, end: count, size: divisor)]
    }
    let whole = count / limit * limit
    let main = Tile(start: 0, end: whole, size: limit)
    return whole == count ? [main] : [main, Tile(start: whole, end: count, size: count - whole)]
  }
}

extension [Tile] {
  // More steps than this of one kind are a loop: code does not grow with the extents of an image.
  private static var mostSteps: Int { 8 }

  /// The steps, of which long runs of one size and one kind become one tile.
  package func joiningRuns<Kind: Equatable>(of kind: (Tile) -> Kind) -> [Tile] {
    var tiles: [Tile] = []
    var run: [Tile] = []
    func close() -> [Tile] {
      guard run.count > Self.mostSteps, let first = run.first, let last = run.last else {
        return run
      }
      return [Tile(start: first.start, end: last.end, size: first.size)]
    }
    for step in self {
      if let last = run.last, last.size != step.size || kind(last) != kind(step) {
        tiles += close()
        run = []
      }
      run.append(step)
    }
    return tiles + close()
  }

  /// Each step as a tile of its own.
  package var steps: [Tile] {
    flatMap { tile in
      stride(from: tile.start, to: tile.end, by: tile.size).map {
        Tile(start: $0, end: $0 + tile.size, size: tile.size)
      }
    }
  }
}

/// Offsets of buffers in an arena: those that live at the same time do not overlap.
struct ArenaPacking {
  /// A buffer that needs a place.
  struct Piece {
    let buffer: Int
    /// A multiple of the alignment.
    let byteCount: Int
    /// The steps during which it is needed.
    let life: ClosedRange<Int>
  }

  /// The first byte of each buffer.
  private(set) var offsets: [Int: Int] = [:]
  /// The bytes of the arena.
  private(set) var byteCount = 0

  /// How often ``smallest(_:)`` places again what lies highest before everything else.
  private static let attempts = 64

  /// Places buffers one after the other, each at the lowest offset that is free during its life.
  ///
  /// - Parameter mayShare: whether two that do not live at the same time may have the same bytes.
  init(_ pieces: [Piece], mayShare: (Piece, Piece) -> Bool = { _, _ in true }) {
    var placed: [(piece: Piece, offset: Int)] = []
    for piece in pieces {
      let neighbours = placed.filter { other in
        other.piece.life.overlaps(piece.life) || !mayShare(other.piece, piece)
      }
      .map { ($0.offset, $0.offset + $0.piece.byteCount) }
      .sorted { $0.0 < $1.0 }
      var offset = 0
      for (start, end) in neighbours {
        if offset + piece.byteCount <= start { break }
        offset = max(offset, end)
      }
      offsets[piece.buffer] = offset
      placed.append((piece, offset))
      byteCount = max(byteCount, offset + piece.byteCount)
    }
  }

  /// The largest number of pieces that are compared with each other one by one.
  private static let mostCompared = 2_000

  /// Places pieces by when they are needed, each at the lowest offset that is free at that time:
  /// for pieces that are too many to be compared with each other.
  ///
  /// - Parameter kind: pieces of different kinds share no bytes.
  private init(inOrderOfLives pieces: [Piece], kind: (Piece) -> Int) {
    let kinds = Dictionary(grouping: pieces, by: kind).sorted { $0.key < $1.key }
    for (_, pieces) in kinds {
      let start = byteCount
      var free = FreeBytes()
      // Those in use, by the last step of their lives.
      var ending: [Int: [Piece]] = [:]
      var step = 0
      let order = pieces.sorted {
        ($0.life.lowerBound, $0.buffer) < ($1.life.lowerBound, $1.buffer)
      }
      for piece in order {
        while step < piece.life.lowerBound {
          for ended in ending.removeValue(forKey: step) ?? [] {
            free.give(back: (offsets[ended.buffer] ?? 0) - start, ended.byteCount)
          }
          step += 1
        }
        let offset = start + free.take(piece.byteCount)
        offsets[piece.buffer] = offset
        byteCount = max(byteCount, offset + piece.byteCount)
        ending[piece.life.upperBound, default: []].append(piece)
      }
    }
  }

  /// An arena with the largest pieces first; with very many, with those that are needed first.
  ///
  /// - Parameter kind: pieces of different kinds share no bytes.
  static func packing(_ pieces: [Piece], kind: (Piece) -> Int) -> ArenaPacking {
    pieces.count > mostCompared
      ? ArenaPacking(inOrderOfLives: pieces, kind: kind)
      : ArenaPacking(largestFirst(pieces)) { kind($0) == kind($1) }
  }

  /// The pieces from the largest to the smallest.
  static func largestFirst(_ pieces: [Piece]) -> [Piece] {
    pieces.sorted { ($1.byteCount, $0.buffer) < ($0.byteCount, $1.buffer) }
  }

  /// The smallest arena of several orders: by size, by the length of lives, by both, and by when they
  /// begin, each then changed by placing first what lies highest.
  ///
  /// A smallest arena is as hard to find as a packing of boxes, and these are usually within a
  /// hundredth of the bytes that live at the same time, which no arena can be smaller than.
  static func smallest(_ pieces: [Piece]) -> ArenaPacking {
    guard pieces.count <= mostCompared else {
      return ArenaPacking(inOrderOfLives: pieces) { _ in 0 }
    }
    let most = (pieces.map(\.life.upperBound).max() ?? -1) + 1
    let least =
      (0..<most).map { step in
        pieces.reduce(0) { $0 + ($1.life.contains(step) ? $1.byteCount : 0) }
      }.max() ?? 0
    let bySize = largestFirst(pieces)
    let orders = [
      bySize,
      bySize.sorted { ($1.life.count, $0.buffer) < ($0.life.count, $1.buffer) },
      bySize.sorted {
        (Double($1.life.count) * Double($1.byteCount), $0.buffer)
          < (Double($0.life.count) * Double($0.byteCount), $1.buffer)
      },
      bySize.sorted { ($0.life.lowerBound, $0.buffer) < ($1.life.lowerBound, $1.buffer) },
    ]
    var best = ArenaPacking(bySize)
    for var order in orders {
      for _ in 0..<attempts {
        let packing = ArenaPacking(order)
        if packing.byteCount < best.byteCount { best = packing }
        guard best.byteCount > least else { return best }
        let highest = order.firstIndex { piece in
          (packing.offsets[piece.buffer] ?? 0) + piece.byteCount == packing.byteCount
        }
        guard let highest, highest > 0 else { break }
        order.insert(order.remove(at: highest), at: 0)
      }
    }
    return best
  }
}

/// The bytes of an arena that nothing needs at the moment.
private struct FreeBytes {
  /// In order of their offsets, no two of them next to each other.
  private var gaps: [Range<Int>] = []
  /// Where the bytes begin that nothing has had.
  private var end = 0

  /// The lowest offset of so many bytes, which are free no more.
  mutating func take(_ byteCount: Int) -> Int {
    guard let gap = gaps.firstIndex(where: { $0.count >= byteCount }) else {
      // The last gap grows where it is the end of what was in use.
      let offset = gaps.last?.upperBound == end ? gaps.removeLast().lowerBound : end
      end = offset + byteCount
      return offset
    }
    let offset = gaps[gap].lowerBound
    if gaps[gap].count == byteCount {
      gaps.remove(at: gap)
    } else {
      gaps[gap] = offset + byteCount..<gaps[gap].upperBound
    }
    return offset
  }

  /// Notes that nothing needs some bytes any more.
  mutating func give(back offset: Int, _ byteCount: Int) {
    var freed = offset..<offset + byteCount
    var (low, high) = (0, gaps.count)
    while low < high {
      let middle = (low + high) / 2
      if gaps[middle].lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    if low < gaps.count, gaps[low].lowerBound == freed.upperBound {
      freed = freed.lowerBound..<gaps.remove(at: low).upperBound
    }
    if low > 0, gaps[low - 1].upperBound == freed.lowerBound {
      gaps[low - 1] = gaps[low - 1].lowerBound..<freed.upperBound
    } else {
      gaps.insert(freed, at: low)
    }
  }
}

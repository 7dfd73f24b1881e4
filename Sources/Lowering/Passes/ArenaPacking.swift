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

import Diagnostics
import Schedule

/// Gives each buffer in the arena its offset, so that buffers that live at the same time do not
/// overlap.
///
/// A buffer lives from the first step that touches it to the last; a view extends the life of what
/// it shows. The largest buffers are placed first, each at the lowest offset that is free during
/// its life.
///
/// Bytes are not handed from thread to thread without need. Kernels of convolutions give each
/// thread the same groups of images, so that buffers of images, a group after the other, share
/// bytes with those of groups as large only: what a thread writes then was its own before. Bytes
/// that another thread had last come from that one's cache, six times as slowly where the two have
/// no last-level cache in common. Where memory is to be saved, all buffers share bytes, and other
/// orders are tried for a smaller arena. More than 2,000 buffers are placed in the order in which
/// they are needed, in time that grows with their number only.
///
/// Where bounds are checked, no two buffers share bytes: each has pages of its own.
enum MemoryPlan {
  /// - Throws: `MemoryError` where all buffers together would have more bytes than there are
  ///   numbers.
  static func apply(to schedule: Schedule) throws(MemoryError) -> Schedule {
    let lives = schedule.lifetimes
    var buffers = schedule.buffers
    try checkSum(of: lives.keys.map { buffers[$0].byteCount }, schedule.name)
    let pieces = lives.map { index, life in
      ArenaPacking.Piece(
        buffer: index, byteCount: Schedule.aligned(max(buffers[index].byteCount, 1)),
        life: life)
    }
    if schedule.target.checksBounds {
      return try isolating(pieces.sorted { $0.buffer < $1.buffer }, in: schedule)
    }
    let packing =
      schedule.target.savesMemory
      ? ArenaPacking.smallest(pieces)
      : ArenaPacking.packing(pieces) { [buffers] in kind(buffers[$0.buffer]) }
    for (index, offset) in packing.offsets { buffers[index].offset = offset }
    return schedule.replacing(buffers: buffers, arenaByteCount: packing.byteCount)
  }

  /// Gives each buffer pages of its own, of which it is the last bytes, between guard pages.
  private static func isolating(
    _ pieces: [ArenaPacking.Piece], in schedule: Schedule
  ) throws(MemoryError) -> Schedule {
    var buffers = schedule.buffers
    var end = Schedule.guardBytes
    for piece in pieces {
      let (open, overflows) = end.addingReportingOverflow(Schedule.guarded(piece.byteCount))
      guard !overflows, open <= .max - Schedule.guardBytes else {
        throw MemoryError(.intermediateResults(function: schedule.name), byteCount: .max)
      }
      buffers[piece.buffer].offset = open - piece.byteCount
      end = open + Schedule.guardBytes
    }
    return schedule.replacing(buffers: buffers, arenaByteCount: end)
  }

  /// Refuses sizes whose sum overflows: no offset of the plan is larger than that.
  private static func checkSum(of sizes: [Int], _ function: String) throws(MemoryError) {
    var sum = 0
    for size in sizes {
      let (total, overflows) = sum.addingReportingOverflow(Schedule.aligned(max(size, 1)))
      guard !overflows else {
        throw MemoryError(.intermediateResults(function: function), byteCount: .max)
      }
      sum = total
    }
  }

  /// Buffers of one kind may take the place of each other when they are no longer needed: those of
  /// rows, and those of images that are as large.
  private static func kind(_ buffer: Buffer) -> Int {
    switch buffer.layout {
    case .rowMajor: -1
    case .imagesInnermost: buffer.byteCount
    }
  }
}

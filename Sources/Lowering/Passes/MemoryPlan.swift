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
/// no last-level cache in common.
enum MemoryPlan {
  /// Offsets are multiples of this, so that every vector load is aligned.
  static let alignment = 64

  /// - Throws: `MemoryError` where all buffers together would have more bytes than there are
  ///   numbers.
  static func apply(to schedule: Schedule) throws(MemoryError) -> Schedule {
    let lives = schedule.lifetimes
    var buffers = schedule.buffers
    try checkSum(of: lives.keys.map { buffers[$0].byteCount }, schedule.name)
    let order = lives.keys.sorted {
      (buffers[$1].byteCount, $0) < (buffers[$0].byteCount, $1)
    }
    var placed: [Int] = []
    var total = 0
    for index in order {
      guard let life = lives[index] else { continue }
      let size = max(roundedUp(buffers[index].byteCount), alignment)
      let neighbours = placed.filter { other in
        lives[other]?.overlaps(life) ?? false || !mayShareBytes(buffers[other], buffers[index])
      }
      .compactMap { other in
        buffers[other].offset.map { ($0, $0 + roundedUp(buffers[other].byteCount)) }
      }
      .sorted { $0.0 < $1.0 }
      var offset = 0
      for (start, end) in neighbours {
        if offset + size <= start { break }
        offset = max(offset, end)
      }
      buffers[index].offset = offset
      placed.append(index)
      total = max(total, offset + size)
    }
    return schedule.replacing(buffers: buffers, arenaByteCount: total)
  }

  /// Refuses sizes whose sum overflows: no offset of the plan is larger than that.
  private static func checkSum(of sizes: [Int], _ function: String) throws(MemoryError) {
    var sum = 0
    for size in sizes {
      let (total, overflows) = sum.addingReportingOverflow(max(roundedUp(size), alignment))
      guard !overflows else {
        throw MemoryError(.intermediateResults(function: function), byteCount: .max)
      }
      sum = total
    }
  }

  /// Whether one buffer may take the place of the other when that is no longer needed.
  private static func mayShareBytes(_ one: Buffer, _ other: Buffer) -> Bool {
    switch (one.layout, other.layout) {
    case (.rowMajor, .rowMajor): true
    case (.imagesInnermost, .imagesInnermost): one.byteCount == other.byteCount
    case (.rowMajor, .imagesInnermost), (.imagesInnermost, .rowMajor): false
    }
  }

  static func roundedUp(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }
}

import CSystem
import Diagnostics
import Schedule

/// Memory in which each buffer has pages of its own, between guard pages. An access to a guard page
/// ends the process, with an error that names the buffer.
///
/// A buffer is the last bytes of its pages: an access after it is caught, and one before it where
/// that lies before its pages. Buffers that start at a multiple of 64 bytes also end at one: up to
/// 63 bytes after their elements are not guarded.
final class GuardedMemory {
  /// A buffer, by where its pages end.
  private struct Buffer {
    let name: String
    let byteCount: Int
    /// The same, rounded up to its alignment: the last bytes of its pages.
    let wholeBytes: Int
    let end: Int
  }

  /// Where the caller counts from; valid as long as this object lives.
  let start: UnsafeMutableRawPointer
  private let mapped: UnsafeMutablePointer<UInt8>
  private let byteCount: Int

  /// - Parameters:
  ///   - byteCount: a multiple of `Schedule.guardBytes`.
  ///   - buffers: each ends at a multiple of `Schedule.guardBytes`, with at least as many bytes of
  ///     guard pages after the one before.
  /// - Throws: `MemoryError` where the system has no memory.
  private init(
    _ byteCount: Int, _ buffers: [Buffer], startingAt offset: Int, of function: String
  ) throws(MemoryError) {
    guard let mapped = croton_guard_map(byteCount, Schedule.guardBytes) else {
      throw MemoryError(.intermediateResults(function: function), byteCount: byteCount)
    }
    self.mapped = mapped
    self.byteCount = byteCount
    start = UnsafeMutableRawPointer(mapped) + offset
    for buffer in buffers {
      // Safe: the caller places the pages of each buffer within the mapped bytes.
      let pages = Schedule.guarded(buffer.wholeBytes)
      guard
        croton_guard_open(
          mapped + (buffer.end - pages), pages, Schedule.guardBytes,
          mapped + (buffer.end - buffer.wholeBytes), buffer.byteCount, function, buffer.name)
      else { throw MemoryError(.intermediateResults(function: function), byteCount: byteCount) }
    }
  }

  /// The arena of a function whose buffers the memory plan has isolated.
  ///
  /// - Throws: `MemoryError` where the system has no memory.
  convenience init(arenaOf schedule: Schedule) throws(MemoryError) {
    let buffers = schedule.buffers.compactMap { buffer -> Buffer? in
      guard case .arena = buffer.place, let offset = buffer.offset else { return nil }
      let whole = Schedule.aligned(max(buffer.byteCount, 1))
      return Buffer(
        name: buffer.name, byteCount: buffer.byteCount, wholeBytes: whole, end: offset + whole)
    }
    try self.init(schedule.arenaByteCount, buffers, startingAt: 0, of: schedule.name)
  }

  /// The memory that so many threads have for themselves.
  ///
  /// - Throws: `MemoryError` where the system has no memory.
  convenience init(workspaceOf schedule: Schedule, threads: Int) throws(MemoryError) {
    let (step, needed) = (schedule.threadWorkspaceByteCount, schedule.neededWorkspaceByteCount)
    let whole = Schedule.aligned(needed)
    let pages = Schedule.guarded(whole)
    let buffers = (0..<threads).map { thread in
      Buffer(
        name: "workspace of thread \(thread)", byteCount: needed, wholeBytes: whole,
        end: Schedule.guardBytes + thread * step + pages)
    }
    try self.init(
      Schedule.guardBytes + threads * step, buffers,
      startingAt: Schedule.guardBytes + pages - whole, of: schedule.name)
  }

  /// The memory of one buffer.
  ///
  /// - Parameter alignment: what its first byte is a multiple of.
  /// - Throws: `MemoryError` where the system has no memory.
  convenience init(
    of name: String, byteCount: Int, alignment: Int, function: String
  ) throws(MemoryError) {
    let whole = (max(byteCount, 1) + alignment - 1) / alignment * alignment
    let end = Schedule.guardBytes + Schedule.guarded(whole)
    try self.init(
      end + Schedule.guardBytes,
      [Buffer(name: name, byteCount: byteCount, wholeBytes: whole, end: end)],
      startingAt: end - whole, of: function)
  }

  deinit { croton_guard_unmap(mapped, byteCount) }
}

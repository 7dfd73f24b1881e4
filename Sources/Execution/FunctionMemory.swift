import Diagnostics
import Foundation
import Schedule
import Storage

/// Memory that a compiled function works in, in which every vector starts at a multiple of 64 bytes
/// where the memory plan has it.
final class FunctionMemory {
  let start: UnsafeMutableRawPointer
  /// What owns the memory, where bounds are checked.
  private let guarded: GuardedMemory?

  /// The memory for what a call computes.
  ///
  /// - Throws: `MemoryError` where the system has none.
  convenience init(arenaOf schedule: Schedule) throws(MemoryError) {
    try self.init(schedule, byteCount: max(schedule.arenaByteCount, 1)) {
      () throws(MemoryError) in try GuardedMemory(arenaOf: schedule)
    }
  }

  /// The memory that so many threads have for themselves.
  ///
  /// - Throws: `MemoryError` where the system has none.
  convenience init(workspaceOf schedule: Schedule, threads: Int) throws(MemoryError) {
    let (byteCount, overflows) = schedule.threadWorkspaceByteCount.multipliedReportingOverflow(
      by: threads)
    guard !overflows else {
      throw MemoryError(.intermediateResults(function: schedule.name), byteCount: .max)
    }
    try self.init(schedule, byteCount: byteCount) {
      () throws(MemoryError) in try GuardedMemory(workspaceOf: schedule, threads: threads)
    }
  }

  private init(
    _ schedule: Schedule, byteCount: Int, guarded: () throws(MemoryError) -> GuardedMemory
  ) throws(MemoryError) {
    if schedule.target.checksBounds {
      let memory = try guarded()
      self.guarded = memory
      start = memory.start
    } else {
      self.guarded = nil
      start = try Self.allocate(byteCount, for: schedule)
    }
  }

  deinit { if guarded == nil { free(start) } }

  /// The bytes of a large page of x86-64 and ARM processors.
  private static let largePage = 2 << 20

  private static func allocate(
    _ byteCount: Int, for schedule: Schedule
  ) throws(MemoryError) -> UnsafeMutableRawPointer {
    // Swift's own allocation would trap where there is not enough memory, and the size is the
    // user's choice.
    var memory: UnsafeMutableRawPointer?
    let usesLargePages = byteCount >= largePage / 2
    let alignment = usesLargePages ? largePage : TensorStorage.alignment
    // A page is large only where all of it is there.
    let (sum, overflows) = byteCount.addingReportingOverflow(alignment - 1)
    let wholeBytes = sum / alignment * alignment
    guard !overflows, posix_memalign(&memory, alignment, wholeBytes) == 0, let memory else {
      throw MemoryError(.intermediateResults(function: schedule.name), byteCount: byteCount)
    }
    #if os(Linux)
      // Only advice: kernels walk through many megabytes with strides, and a small page each time
      // costs them a tenth of their speed. What a thread has for itself nearly fills its L2 cache,
      // which small pages from anywhere in memory would fill unevenly.
      if usesLargePages { madvise(memory, wholeBytes, MADV_HUGEPAGE) }
    #endif
    return memory
  }
}

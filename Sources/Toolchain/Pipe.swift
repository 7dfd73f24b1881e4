import CSystem
import Foundation

/// An open file, closed once: by `close()`, or with its last reference.
final class Descriptor {
  private(set) var number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close() }

  /// - Returns: whether all that was written has arrived, as far as the system knows.
  @discardableResult
  func close() -> Bool {
    guard number >= 0 else { return true }
    defer { number = -1 }
    return Foundation.close(number) == 0
  }
}

/// The two ends of a pipe, which programs that are started do not inherit.
struct Pipe {
  let readingEnd: Descriptor
  let writingEnd: Descriptor

  /// A pipe whose reading end does not wait for what is not there yet.
  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let failure = croton_pipe(&ends)
    guard failure == 0 else { throw SystemError(code: failure) }
    readingEnd = try Self.aboveStandardStreams(Descriptor(ends[0]))
    writingEnd = try Self.aboveStandardStreams(Descriptor(ends[1]))
    let flags = fcntl(readingEnd.number, F_GETFL)
    guard flags >= 0, fcntl(readingEnd.number, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw SystemError(code: errno)
    }
  }

  // In a process that was started without standard streams a pipe gets their numbers, and would be
  // overwritten when those of the program are put in place.
  private static func aboveStandardStreams(
    _ end: Descriptor
  ) throws(SystemError) -> Descriptor {
    if end.number > STDERR_FILENO { return end }
    let copy = fcntl(end.number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard copy >= 0 else { throw SystemError(code: errno) }
    return Descriptor(copy)
  }
}

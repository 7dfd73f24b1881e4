import Foundation

/// A command that runs: its output is read until it ends, or until it has taken too long.
struct CommandRun {
  /// What was read.
  private(set) var output = BoundedOutput()

  private let process: SpawnedProcess
  private let timeLimit: Duration
  // Stands still while the machine sleeps, as the program does.
  private let clock = SuspendingClock()
  private let deadline: SuspendingClock.Instant

  init(_ process: SpawnedProcess, timeLimit: Duration) {
    self.process = process
    self.timeLimit = timeLimit
    deadline = clock.now + timeLimit
  }

  /// Waits for the end of the program, and reads what it writes.
  ///
  /// The pipe is emptied all the time, so that it cannot fill up and stop the program. Its end does
  /// not count: a process that the program has left behind may hold it open for ever.
  mutating func status(reading pipe: Descriptor) throws(SystemError) -> Command.Status {
    // In milliseconds; the end of the pipe, just before that of the program, ends a wait as well.
    var pause: Int32 = 1
    var isOpen = true
    while true {
      if case .ended(let status) = try process.state() {
        while isOpen, !output.isCut, case .bytes = readSome(pipe) {}
        return status
      }
      guard clock.now < deadline else {
        return .timedOut(seconds: Int(timeLimit.components.seconds))
      }
      var request = pollfd(fd: isOpen ? pipe.number : -1, events: Int16(POLLIN), revents: 0)
      if poll(&request, 1, pause) > 0 {
        if case .end = readSome(pipe) { isOpen = false }
      } else {
        pause = min(pause * 2, 50)
      }
    }
  }

  private enum Piece { case bytes, nothingYet, end }

  private mutating func readSome(_ pipe: Descriptor) -> Piece {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    // Safe: the system writes no more than the array holds.
    let count = bytes.withUnsafeMutableBytes { read(pipe.number, $0.baseAddress, $0.count) }
    if count > 0 {
      output.append(bytes.prefix(count))
      return .bytes
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothingYet : .end
  }
}

/// The beginning of what a program writes.
struct BoundedOutput {
  /// The number of bytes that are kept; what is written after them is read and lost.
  static let limit = 1 << 18

  private var bytes: [UInt8] = []
  /// Whether something was left out.
  private(set) var isCut = false

  mutating func append(_ more: ArraySlice<UInt8>) {
    let kept = more.prefix(Self.limit - bytes.count)
    bytes += kept
    if kept.count < more.count { isCut = true }
  }

  /// The text, with a last line that tells of what was left out; bytes that are not UTF-8 are
  /// replaced.
  var text: String {
    let text = String(decoding: bytes, as: UTF8.self)
    return isCut ? text + "\n[the rest of the output is left out]\n" : text
  }
}

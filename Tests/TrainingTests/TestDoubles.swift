import Foundation
import Training

/// A network that computes nothing: its errors are given, its calls are written down.
struct ScriptedSteps: TrainingSteps {
  /// The wrong answers of each validation and of each test, per minibatch; the last ones repeat.
  var validationCounts: [[Int]]
  var testCounts: [[Int]]
  var batchSize: Int
  /// The clock to move on in each training step, and by how much.
  var clock: ManualClock?
  var stepTime = Duration.milliseconds(20)
  /// Called before each training step with the number of steps done.
  var beforeStep: (Int) throws -> Void = { _ in }
  var cost: (Int) -> Double = { 1 / Double($0 + 1) }

  private(set) var trainCalls: [Int] = []
  private(set) var validations = 0
  private(set) var tests = 0
  private(set) var kept: [Int] = []

  init(validationCounts: [[Int]], testCounts: [[Int]], batchSize: Int) {
    self.validationCounts = validationCounts
    self.testCounts = testCounts
    self.batchSize = batchSize
  }

  mutating func trainStep(minibatch: Int) throws -> Double {
    try beforeStep(trainCalls.count)
    clock?.advance(by: stepTime)
    trainCalls.append(minibatch)
    return cost(trainCalls.count - 1)
  }

  mutating func validationError(minibatch: Int) -> Double {
    if minibatch == 0 { validations += 1 }
    return rate(validationCounts, validations, minibatch)
  }

  mutating func testError(minibatch: Int) -> Double {
    if minibatch == 0 { tests += 1 }
    return rate(testCounts, tests, minibatch)
  }

  mutating func keepBest() { kept.append(trainCalls.count) }

  private func rate(_ counts: [[Int]], _ call: Int, _ minibatch: Int) -> Double {
    Double(counts[min(call, counts.count) - 1][minibatch]) / Double(batchSize)
  }
}

/// A clock that stands still until it is told to go on.
final class ManualClock: Clock {
  struct Instant: InstantProtocol {
    var time = Duration.zero
    func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
    func duration(to other: Instant) -> Duration { other.time - time }
    static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.time < rhs.time }
  }

  private let lock = NSLock()
  nonisolated(unsafe) private var instant = Instant()

  var now: Instant { lock.withLock { instant } }
  var minimumResolution: Duration { .nanoseconds(1) }
  func advance(by duration: Duration) {
    lock.withLock { instant = instant.advanced(by: duration) }
  }
  func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}

/// A console that keeps what is written to it.
final class RecordingSink: ConsoleSink {
  var terminalColumns: Int?
  private(set) var writes: [String] = []

  init(terminalColumns: Int? = nil) { self.terminalColumns = terminalColumns }

  func write(_ text: String) { writes.append(text) }
  var text: String { writes.joined() }

  /// What a terminal shows in the end of what was written.
  var screen: String {
    let erasure = "\r\u{1B}[K"
    let lines = text.components(separatedBy: "\n")
    return lines.map { $0.components(separatedBy: erasure).last ?? "" }.joined(separator: "\n")
  }
}

/// An observer that keeps the events.
final class RecordingObserver: TrainingObserver {
  private(set) var events: [TrainingEvent] = []
  func observe(_ event: TrainingEvent) { events.append(event) }
}

/// Runs the body with a folder that is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("croton-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

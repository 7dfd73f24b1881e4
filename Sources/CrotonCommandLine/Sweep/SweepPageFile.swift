import Croton
import Synchronization

/// The page about a sweep, which is written again while trials come to their end.
///
/// Writing a page takes time in proportion to the trials, so it is not written after each of many.
final class SweepPageFile: Sendable {
  private struct State {
    var outcomes: [SweepRunner.Outcome] = []
    var written: ContinuousClock.Instant?
  }

  /// The time from one page to the next, at least.
  private static let interval = Duration.seconds(5)

  private let folder: SweepFolder
  private let contents: SweepFolder.Contents
  private let measure: Measure
  private let state = Mutex(State())

  init(_ folder: SweepFolder, _ contents: SweepFolder.Contents, measure: Measure) {
    self.folder = folder
    self.contents = contents
    self.measure = measure
  }

  /// Adds a trial that has come to its end.
  func add(_ outcome: SweepRunner.Outcome) { state.withLock { $0.outcomes.append(outcome) } }

  /// Writes the page again if the last one is some seconds old.
  ///
  /// - Parameter age: how old it has to be.
  func writeAgain(after age: Duration = interval) throws {
    let isDue = state.withLock { state in
      state.written.map { ContinuousClock.now - $0 >= age } ?? false
    }
    if isDue { try write() }
  }

  /// Writes the page.
  ///
  /// - Returns: what it tells.
  @discardableResult
  func write() throws -> SweepReport {
    let outcomes = state.withLock { $0.outcomes }
    let report = SweepReport(of: folder, contents, outcomes: outcomes, measure: measure)
    try PageFile.write(report.page(), to: folder.reportPath)
    state.withLock { $0.written = ContinuousClock.now }
    return report
  }
}

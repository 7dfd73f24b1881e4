import Datasets
import Synchronization

/// Writes the checkpoints of a run: the last, the best, and those of single steps that are kept.
///
/// The last is written after all others, so that after a crash in between they may be newer than
/// the state of the run. A run that goes on computes the same steps and validations, finds the same
/// best again, and writes the same bytes: the files at its end are those of a run that never
/// stopped.
final class CheckpointWriter: Sendable {
  private let checkpoint: TrainingCheckpoint
  private let folder: RunFolder?
  private let savePath: String?
  private let keptCount: Int
  private let hasBest = Mutex(false)

  /// - Parameters:
  ///   - folder: the folder of the run, if it has one.
  ///   - savePath: another file for the best parameters.
  ///   - keptCount: the number of checkpoints that are kept besides the last and the best.
  init(_ checkpoint: TrainingCheckpoint, folder: RunFolder?, savePath: String?, keptCount: Int) {
    self.checkpoint = checkpoint
    self.folder = folder
    self.savePath = savePath
    self.keptCount = keptCount
  }

  /// Where the best parameters are; `nil` before the first validation.
  var bestPath: String? { hasBest.withLock { $0 } ? savePath ?? folder?.bestPath : nil }

  /// Goes on after the checkpoints that the folder has.
  func resume(from state: TrainingState) throws {
    guard state.best != nil, let folder else { return }
    if let savePath { try Checkpoint(path: folder.bestPath).write(to: savePath) }
    hasBest.withLock { $0 = true }
  }

  /// Saves the parameters as they are now as the best.
  ///
  /// - Throws: `TrainingError`.
  func saveBest() throws {
    let best = try checkpoint.checkpoint()
    for path in [folder?.bestPath, savePath].compactMap({ $0 }) { try best.write(to: path) }
    hasBest.withLock { $0 = true }
  }

  /// Saves all values as they are now, and the state of the run.
  ///
  /// - Throws: `TrainingError`.
  func save(_ state: TrainingState) throws {
    guard let folder else { return }
    let last = try checkpoint.checkpoint(state)
    if keptCount > 0 { try last.write(to: folder.keptPath(step: state.iterations)) }
    try last.write(to: folder.lastPath)
    if keptCount > 0 { folder.removeKept(but: keptCount) }
  }
}

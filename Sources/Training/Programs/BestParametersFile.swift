import Datasets
import Foundation
import Frontend
import Synchronization

/// The file that a training run saves its best parameters to, whenever there are better ones.
final class BestParametersFile: Sendable {
  private let model: String
  private let path: String
  private let replaces: Bool
  private let data: DataSource
  private let saved = Mutex<String?>(nil)

  /// - Parameters:
  ///   - path: where to save.
  ///   - model: the name of the model, which the file keeps.
  ///   - replaces: whether a file that another run has made is replaced; if not, the first of the
  ///     paths `model.safetensors`, `model-2.safetensors` and so on is taken that has none.
  init(path: String, model: String, replaces: Bool, data: DataSource) {
    self.path = path
    self.model = model
    self.replaces = replaces
    self.data = data
  }

  /// Where the run has saved, or `nil` if it has not.
  var savedPath: String? { saved.withLock { $0 } }

  /// Checks that the file can be written.
  ///
  /// - Throws: `TrainingError`.
  func check() throws {
    var number = 1
    while !replaces && isTaken(number) { number += 1 }
    try Checkpoint.checkDestination(numbered(number))
  }

  /// Saves parameters that are better than those before.
  ///
  /// - Throws: `TrainingError`.
  func save(_ values: [NDArray<Float>], of program: ModelProgram) throws {
    try saved.withLock { saved in
      let checkpoint = try SavedParameters(path: path, model: model).checkpoint(
        values, of: program.expressions.saved, optimizer: program.optimizerState,
        description: ModelDescription(of: program.dataset, from: data))
      if replaces || saved != nil {
        let path = saved ?? path
        try checkpoint.write(to: path)
        saved = path
        return
      }
      var number = 1
      while try isTaken(number) || !checkpoint.writeNew(to: numbered(number)) { number += 1 }
      saved = numbered(number)
    }
  }

  /// Whether there is anything under the name of a number: a file that cannot be written counts
  /// too.
  private func isTaken(_ number: Int) -> Bool {
    FileManager.default.fileExists(atPath: numbered(number))
  }

  private func numbered(_ number: Int) -> String {
    guard number > 1 else { return path }
    let url = URL(fileURLWithPath: path)
    let suffix = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
    return "\(path.dropLast(suffix.count))-\(number)\(suffix)"
  }
}

import Diagnostics
import Files

/// An error in the use of the folder of a run.
public enum RunError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No run of a model, or no run at all.
  case none(model: String?, parent: String)
  /// A folder that has a run already.
  case taken(path: String)
  /// A run that another process trains.
  case inUse(path: String)
  /// A file of the run itself, which was to take something else.
  case ownFile(path: String, what: String)
  /// A file of another run, which was to take something else.
  case fileOfAnother(path: String, what: String)
  /// A configuration without all settings that the run began with.
  case noSettings(path: String)
  /// A setting that the run began with and that decides its results.
  case otherSetting(path: String, name: String, value: String, given: String)
  /// Passes of the compiler that the run began with, or without.
  case otherPasses(path: String, passes: String)
  /// A folder that cannot be made, and why.
  case folder(path: String, reason: String)
  /// A folder without a configuration, or with a damaged one.
  case noRun(path: String)
  /// A run of another model.
  case otherModel(path: String, model: String, expected: String)
  /// A checkpoint that does not say where the run was.
  case noState(path: String)
  /// A checkpoint without a counter, such as that of random numbers, or with something else there.
  case noCounter(path: String, name: String, count: Int)
  /// A run whose log has no hash of the parameters.
  case noHashes(path: String)
  /// A run whose training computed something else.
  case otherGraph(path: String)
  /// A run that computed something by an algorithm whose last bits are others, and the version of
  /// Croton that it began with.
  case otherAlgorithm(path: String, what: String, algorithm: String, now: String, version: String?)
  /// A run of a version of Croton that did not record algorithms.
  case noAlgorithms(path: String, version: String?)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .none(let model, let parent):
      "there is no run\(model.map { " of \($0)" } ?? "") in '\(parent)'; "
        + "expected one, or the name of a file or folder"
    case .taken(let path):
      "'\(path.shownAsPath)' has a run already; expected another folder, or --resume to go on "
        + "with that run"
    case .inUse(let path):
      "another process is training the run in '\(path.shownAsPath)'"
    case .ownFile(let path, let what):
      "'\(path.shownAsPath)' is a file of the run itself; expected another file for \(what)"
    case .fileOfAnother(let path, let what):
      "'\(path.shownAsPath)' is a file of another run; expected another file for \(what)"
    case .noSettings(let path):
      "the config.json of the run in '\(path.shownAsPath)' lacks settings that it began with; "
        + "expected all of them"
    case .otherSetting(let path, let name, let value, let given):
      "the run in '\(path.shownAsPath)' began with \(name) \(value), not \(given); expected a run "
        + "that goes on as it began"
    case .otherPasses(let path, let passes):
      "the run in '\(path.shownAsPath)' began with other passes of the compiler (\(passes)); "
        + "expected a run that goes on as it began"
    case .folder(let path, let reason):
      "cannot create the folder '\(path.shownAsPath)': \(reason)"
    case .noRun(let path):
      "'\(path.shownAsPath)' is not the folder of a run: it has no readable config.json"
    case .otherModel(let path, let model, let expected):
      "'\(path.shownAsPath)' is a run of \(model.shownAsName); expected one of \(expected)"
    case .noHashes(let path):
      "the log of the run in '\(path.shownAsPath)' has no hashes of its parameters; expected one at "
        + "the end of each epoch"
    case .noState(let path):
      "'\(path.shownAsPath)' does not say how far its run was; expected the last checkpoint of a "
        + "run"
    case .noCounter(let path, let name, let count):
      "'\(path.shownAsPath)' has no '\(name)' in its metadata; expected \(count) whole "
        + (count == 1 ? "number" : "numbers")
    case .otherAlgorithm(let path, let what, let algorithm, let now, let version):
      "the run in '\(path.shownAsPath)' computed the \(what.shownAsName) with "
        + "\(algorithm.shownAsName), and this version of Croton uses \(now); "
        + Self.goOn(with: version)
    case .noAlgorithms(let path, let version):
      "the run in '\(path.shownAsPath)' was written by another version of Croton, which did not "
        + "record its algorithms; \(Self.goOn(with: version))"
    case .otherGraph(let path):
      "the run in '\(path.shownAsPath)' computed something else; expected the same model, batch "
        + "size, optimiser and examples, and, if the learning rate depends on it, the same number of "
        + "epochs"
    }
  }

  private static func goOn(with version: String?) -> String {
    "go on with \(version?.shownAsName ?? "the version that it began with")"
  }
}

import Files
import Foundation

/// The folder of a training run: its configuration, its log, and its checkpoints.
///
///     var trainer = Trainer(model: LeNet5(), data: .embeddedMNIST)
///     trainer.runFolder = .new(for: "lenet5")
///     try trainer.run()
public struct RunFolder: Sendable, Hashable {
  /// The folder in the current one that runs are in unless the user names another.
  public static let parent = "runs"

  /// The path of the folder.
  public let path: String

  /// The folder at a path.
  public init(path: String) { self.path = path }

  /// The configuration: the model, its options, the versions and the machine, as JSON.
  public var configurationPath: String { "\(path)/config.json" }
  /// The log, one JSON object a line.
  public var logPath: String { "\(path)/log.jsonl" }
  /// The page about the run.
  public var reportPath: String { "\(path)/report.html" }
  /// The checkpoint with the lowest validation error.
  public var bestPath: String { "\(path)/best.safetensors" }
  /// The last checkpoint, which a resumed run goes on from.
  public var lastPath: String { "\(path)/last.safetensors" }

  /// The checkpoint of a step that is kept besides the last and the best.
  func keptPath(step: Int) -> String {
    "\(path)/\(Self.keptPrefix)\(String(format: "%08d", step)).safetensors"
  }

  private static let keptPrefix = "step-"

  /// The folder for a new run of a model that begins now: `runs/lenet5-20260131-174500`, with `-2`
  /// and so on at the end if there is one of this name.
  public static func new(for model: String, at date: Date = Date()) -> RunFolder {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyyMMdd-HHmmss"
    let path = "\(parent)/\(model)-\(format.string(from: date))"
    let names = sequence(first: 1) { $0 + 1 }.lazy.map { $0 == 1 ? path : "\(path)-\($0)" }
    let free = names.first { !FileManager.default.fileExists(atPath: $0) }
    return RunFolder(path: free ?? path)
  }

  /// The newest run in the current folder, of a model or, without a name, of any.
  ///
  /// - Parameter canGoOn: whether to leave out runs that failed before their first checkpoint, which
  ///   cannot go on.
  /// - Throws: `RunError.none` where there is none.
  public static func newest(of model: String? = nil, canGoOn: Bool = false) throws -> RunFolder {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    let runs = names.compactMap { name in
      let folder = RunFolder(path: "\(parent)/\(name)")
      return (try? RunConfiguration(of: folder)).map { (folder: folder, configuration: $0) }
    }
    let newest = runs.filter { model == nil || $0.configuration.model == model }
      .filter { !canGoOn || !$0.folder.hasFailedAtOnce }
      .max {
        ($0.configuration.started, $0.folder.path) < ($1.configuration.started, $1.folder.path)
      }
    guard let newest else { throw RunError.none(model: model, parent: parent) }
    return newest.folder
  }

  /// Whether the run failed before its first checkpoint.
  private var hasFailedAtOnce: Bool {
    !FileManager.default.fileExists(atPath: lastPath)
      && (try? LearningCurve(of: self) { _ in })?.end?.failure != nil
  }

  /// Checks that there is no run in the folder, and that it can be made.
  ///
  /// - Throws: `RunError.taken`, `RunError.folder`.
  func checkIsFree() throws {
    guard !FileManager.default.fileExists(atPath: configurationPath) else {
      throw RunError.taken(path: path)
    }
    var ancestor = URL(fileURLWithPath: path)
    while access(ancestor.path, F_OK) != 0, errno == ENOENT, ancestor.path != "/" {
      ancestor.deleteLastPathComponent()
    }
    // A folder is written to if it can be entered as well.
    guard access(ancestor.path + "/", W_OK | X_OK) == 0 else {
      throw RunError.folder(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Makes the folder.
  ///
  /// - Throws: `RunError.folder` where it cannot be made.
  func make() throws {
    do {
      try Folder.make(path)
    } catch {
      throw RunError.folder(path: path, reason: error.reason)
    }
  }

  /// Keeps other processes from training the run, until the last reference to the file goes or this
  /// process ends. The log is what is locked: it is never replaced by another file.
  ///
  /// - Parameter longestWait: the time that another process has to end which was told to.
  /// - Throws: `RunError.inUse`; `TrainingError` where the log cannot be opened.
  func lock(longestWait: Duration = .seconds(3)) throws -> File {
    try File.locked(logPath, longestWait: longestWait, orThrow: RunError.inUse(path: path))
  }

  /// Whether a path means a file that the run itself writes.
  func owns(_ file: String) -> Bool {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let own =
      [configurationPath, logPath, bestPath, lastPath, reportPath]
      + (Self.isKept(name) ? ["\(path)/\(name)"] : [])
    return own.contains { FileIdentity($0).isSame(as: FileIdentity(file)) }
  }

  /// Whether a path means a file that the run in its folder writes.
  static func hasRun(owning file: String) -> Bool {
    let folder = RunFolder(path: URL(fileURLWithPath: file).deletingLastPathComponent().path)
    return folder.owns(file) && (try? RunConfiguration(of: folder)) != nil
  }

  /// Whether a name is that of the checkpoint of a single step.
  private static func isKept(_ name: String) -> Bool {
    name.hasPrefix(keptPrefix) && name.hasSuffix(".safetensors")
      && name.dropFirst(keptPrefix.count).dropLast(".safetensors".count).allSatisfy(\.isNumber)
  }

  /// Removes the checkpoints of single steps but for the newest.
  func removeKept(but count: Int) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    // Other files in the folder are the user's.
    let kept = names.filter(Self.isKept)
    // From step 100,000,000 on, names have a digit more.
    for name in kept.sorted(by: { ($0.count, $0) < ($1.count, $1) }).dropLast(count) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }
}

import Files
import Foundation

/// The folder of a sweep: its plan, and the folder of the run of each trial.
public struct SweepFolder: Sendable, Hashable {
  /// What `sweep.json` has.
  public struct Contents: Sendable, Equatable, Codable {
    /// The name of the model.
    public let model: String
    /// The options that all trials have, as words of a command line.
    public let arguments: [String]
    /// The trials.
    public let plan: SweepPlan

    /// The contents of a new sweep.
    public init(model: String, arguments: [String], plan: SweepPlan) {
      self.model = model
      self.arguments = arguments
      self.plan = plan
    }
  }

  /// The path of the folder.
  public let path: String

  /// The folder at a path.
  public init(path: String) { self.path = path }

  /// The page about the sweep.
  public var reportPath: String { "\(path)/sweep.html" }

  private var contentsPath: String { "\(path)/sweep.json" }

  /// The folder of the run of a trial, counted from 0.
  public func run(of trial: Int) -> RunFolder {
    RunFolder(path: "\(path)/trial-\(String(format: "%04d", trial + 1))")
  }

  /// Makes the folder of a new sweep.
  ///
  /// - Throws: `SweepError.taken`, `RunError.folder`, `TrainingError`.
  public func make(_ contents: Contents) throws {
    guard !FileManager.default.fileExists(atPath: contentsPath) else {
      throw SweepError.taken(path: path)
    }
    try RunFolder(path: path).checkIsFree()
    try RunFolder(path: path).make()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = Array(try encoder.encode(contents)) + [UInt8(ascii: "\n")]
    let isNew = try TrainingError.reporting { () throws(FileError) in
      try WholeFile(path: contentsPath).writeNew([bytes])
    }
    guard isNew else { throw SweepError.taken(path: path) }
  }

  /// Keeps other processes from going on with the sweep, until the last reference to the result goes
  /// or this process ends.
  ///
  /// - Throws: `SweepError.inUse`; `TrainingError` where the file of the plan cannot be opened.
  package func lock() throws -> File {
    try File.locked(contentsPath, longestWait: .zero, orThrow: SweepError.inUse(path: path))
  }

  /// Reads what the sweep is.
  ///
  /// - Throws: `SweepError` where there is no sweep, or one of another model.
  public func contents(of model: String) throws -> Contents {
    guard let data = InputFile.contents(path: contentsPath),
      let contents = try? JSONText.decode(Contents.self, from: data),
      (1...SweepPlan.mostTrials).contains(contents.plan.trials.count),
      contents.plan.trials.allSatisfy({ $0.count == contents.plan.options.count })
    else { throw SweepError.noSweep(path: path) }
    guard contents.model == model else {
      throw SweepError.otherModel(path: path, model: contents.model, expected: model)
    }
    return contents
  }
}

import Compiler
import Files
import Foundation

/// The configuration of a run, as `config.json` in its folder has it.
public struct RunConfiguration: Sendable {
  /// The name of the model.
  public let model: String
  /// When the run began, in UTC, as in `2026-01-31T17:45:00Z`.
  public let started: String
  /// The arguments of the command line, from the first after the program's name.
  public let arguments: [String]
  /// The version of Croton that the run began with; `nil` where the file does not say it.
  public let version: String?
  /// The settings of the training; `nil` where the file does not have them all.
  public let settings: RunSettings?
  /// The machine that the run began on; `nil` where the file does not describe it.
  public let machine: RunMachine?

  /// The algorithms of the training function; `nil` where the file does not name them.
  let algorithms: RunAlgorithms?

  private struct Members: Decodable {
    let model: String
    let started: String
    let arguments: [String]
    let croton: String?
    let algorithms: [String]?
  }

  private struct MachineMember: Decodable {
    let machine: RunMachine
  }

  /// Reads the configuration of a run.
  ///
  /// - Throws: `RunError.noRun`.
  public init(of folder: RunFolder) throws {
    guard let data = InputFile.contents(path: folder.configurationPath),
      let members = try? JSONText.decode(Members.self, from: data)
    else { throw RunError.noRun(path: folder.path) }
    model = members.model
    started = members.started
    arguments = members.arguments
    version = members.croton
    algorithms = members.algorithms.map(RunAlgorithms.init)
    settings = try? JSONText.decode(RunSettings.self, from: data)
    machine = try? JSONText.decode(MachineMember.self, from: data).machine
  }

  /// Checks that the run had the algorithms of one that repeats it.
  ///
  /// - Throws: `RunError` where it had others, or where its version of Croton did not record them.
  static func check(_ folder: RunFolder, repeatsWith now: RunAlgorithms) throws {
    let configuration = try RunConfiguration(of: folder)
    let version = configuration.version
    guard let algorithms = configuration.algorithms else {
      throw RunError.noAlgorithms(path: folder.path, version: version)
    }
    try algorithms.check(goOnAs: now, path: folder.path, version: version)
  }

  /// Writes the configuration of a run that begins, or replaces that of one that goes on.
  ///
  /// - Parameters:
  ///   - settings: the settings of the log, which have the model and the arguments.
  ///   - earlier: the configuration of a run that goes on. When, with which version and on which
  ///     machine it began stays; the log has those of the resumptions.
  ///   - checkpoint: has the digest and the algorithms of the training step.
  /// - Throws: `TrainingError` where the file cannot be written or JSON cannot express a setting;
  ///   `RunError.taken` where another run has begun in the folder meanwhile.
  static func write(
    _ settings: KeyValuePairs<String, any Encodable>, earlier: RunConfiguration?,
    of checkpoint: TrainingCheckpoint, to folder: RunFolder
  ) throws {
    var object = OrderedJSONObject()
    if let version = earlier == nil ? CrotonVersion.text : earlier?.version {
      try object.append("croton", version)
    }
    try object.append("started", earlier?.started ?? Date().formatted(.iso8601))
    for (key, value) in settings {
      do {
        try object.append(key, value)
      } catch is EncodingError {
        throw TrainingError.logSettingNotJSON(key)
      }
    }
    try object.append("graph_sha256", checkpoint.graphHash)
    try object.append(RunAlgorithms.key, checkpoint.algorithms.list)
    if let machine = earlier == nil ? .current : earlier?.machine {
      try object.append("machine", machine)
    }
    let bytes = Array("\(object.indentedText)\n".utf8)
    let isWritten = try TrainingError.reporting { () throws(FileError) in
      let file = try WholeFile(path: folder.configurationPath)
      if earlier == nil { return try file.writeNew([bytes]) }
      try file.write([bytes])
      return true
    }
    guard isWritten else { throw RunError.taken(path: folder.path) }
  }
}

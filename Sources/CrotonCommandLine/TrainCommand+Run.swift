import ArgumentParser
import Croton

extension TrainCommand {
  /// The command that a run of the model was started with.
  ///
  /// - Throws: `RunError.noRun`; `RunError.otherModel`, since the options of another model could not
  ///   be read.
  static func ofRun(_ folder: RunFolder) throws -> TrainCommand {
    let configuration = try RunConfiguration(of: folder)
    guard configuration.model == App.name else {
      throw RunError.otherModel(path: folder.path, model: configuration.model, expected: App.name)
    }
    return try parse(Array(configuration.arguments.drop { !$0.hasPrefix("-") }))
  }
}

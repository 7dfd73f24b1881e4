import ArgumentParser
import Croton
import Foundation

/// A command for a trained model. If its parameters are those of a run, the options that are not
/// given are those of the run: the model's own, the data, the compiler.
protocol TrainedModelCommand: ModelCommand {
  /// The parameters; those of the model's newest run unless given.
  var parameters: LoadArguments { get }

  /// Does what the command is for.
  func runWithOptions() throws
}

extension TrainedModelCommand {
  func run() throws {
    guard let folder = try RunFolder(loadedFrom: parameters.load, model: App.name) else {
      return try runWithOptions()
    }
    if parameters.load == nil, App.defaults.wording == nil {
      Output.writeError("note: the newest run of \(App.name) is in '\(folder.path)'")
    }
    let arguments = try RunOptions(of: folder, asIn: TrainCommand<App>.self)
      .adding(to: Self.givenArguments, of: Self.self)
    try Self.parse(arguments).runWithOptions()
  }
}

extension RunFolder {
  /// The folder of the run that parameters come from, if they come from a run of the model.
  ///
  /// - Throws: `RunError` where no run is named and there is none.
  init?(loadedFrom path: String?, model: String) throws {
    guard let path else {
      self = try .newest(of: model)
      return
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let candidates = [path, parent].map(RunFolder.init)
    let run = candidates.first { (try? RunConfiguration(of: $0).model) == model }
    guard let run else { return nil }
    self = run
  }
}

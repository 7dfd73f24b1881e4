import ArgumentParser
import Croton
import Files
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
    let options = try RunOptions(of: folder, asIn: TrainCommand<App>.self)
    let arguments = try options.adding(to: Self.givenArguments, of: Self.self)
    do {
      try Self.parse(arguments).runWithOptions()
    } catch let error as DatasetError {
      // Nobody has typed the path.
      guard let data = options.data, error.file == data,
        !FileManager.default.fileExists(atPath: data),
        try !GivenOptions(Self.givenArguments, of: Self.self).names.contains("--data")
      else { throw error }
      throw CommandLineError.dataOfRun(data, run: folder.path)
    }
  }
}

extension RunFolder {
  /// The folder of the run that parameters come from, if they come from a run of the model.
  ///
  /// - Throws: `RunError` where no run is named and there is none, or where its configuration is
  ///   damaged.
  init?(loadedFrom path: String?, model: String) throws {
    guard let path else {
      self = try .newest(of: model)
      return
    }
    let parent = WholeFile.directory(of: path)
    let files = FileManager.default
    let candidates = [path, parent].map(RunFolder.init)
    let run = try candidates.first { folder in
      do {
        return try RunConfiguration(of: folder).model == model
      } catch {
        // Other programs have files of this name, but no log beside it.
        let paths = [folder.configurationPath, folder.logPath]
        if paths.allSatisfy(files.fileExists(atPath:)) { throw error }
        return false
      }
    }
    guard let run else { return nil }
    self = run
  }
}

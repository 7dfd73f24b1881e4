import ArgumentParser
import Croton

/// Writes the parameters of a trained model for other programs.
struct ExportCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "export" }
  static var abstract: String {
    "Write the parameters or the learning curve of a trained \(App.name) for other programs."
  }
  static var exampleOptions: String { "--npz weights.npz" }

  @Option(
    help: ArgumentHelp(
      "A file for numpy.load: the parameters under the layers' names.", valueName: "file"))
  var npz: String?

  @Option(
    help: ArgumentHelp(
      "A file for Python's safetensors: the whole checkpoint, with the optimiser's state.",
      valueName: "file"))
  var safetensors: String?

  @Option(
    help: ArgumentHelp(
      "A file for the learning curve of a run, as CSV: a line for each validation.",
      valueName: "file"))
  var csv: String?

  @OptionGroup var parameters: LoadArguments

  func run() throws {
    // Not in `validate`, which comes before an option that does not exist is reported.
    guard [npz, safetensors, csv].contains(where: { $0 != nil }) else {
      throw ValidationError("\(CommandLineError.nothingToExport)")
    }
    // Nothing is written before everything has been read.
    var files: [ExportedFile] = []
    if npz != nil || safetensors != nil {
      let path = try Trainer<App>.parametersPath(parameters.load)
      if let npz {
        let arrays = try ParameterFile(path: path)
        files.append(
          ExportedFile("the NumPy archive", at: npz, from: path) {
            try arrays.writeNumPyArchive(to: npz)
          })
      }
      if let safetensors {
        let checkpoint = try Checkpoint(path: path)
        files.append(
          ExportedFile("the checkpoint", at: safetensors, from: path) {
            try checkpoint.write(to: safetensors)
          })
      }
    }
    if let csv {
      let path = try logPath
      let curve = try LearningCurve(path: path)
      files.append(
        ExportedFile("the learning curve", at: csv, from: path) { try curve.writeCSV(to: csv) })
    }
    try ExportedFile.check(files)
    for file in files { try file.write() }
  }

  /// The log of the run that the parameters come from.
  private var logPath: String {
    get throws {
      if let run = try RunFolder(loadedFrom: parameters.load, model: App.name) {
        return run.logPath
      }
      let load = parameters.load ?? ""
      if let other = try? RunConfiguration(of: RunFolder(path: load)) {
        throw RunError.otherModel(path: load, model: other.model, expected: App.name)
      }
      throw CommandLineError.noCurve(load)
    }
  }
}

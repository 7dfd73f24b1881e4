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

  func validate() throws {
    guard [npz, safetensors, csv].contains(where: { $0 != nil }) else {
      throw ValidationError("\(CommandLineError.nothingToExport)")
    }
  }

  func run() throws {
    if let csv { try writeCurve(to: csv) }
    guard npz != nil || safetensors != nil else { return }
    let path = try Trainer<App>.parametersPath(parameters.load)
    if let npz { try ParameterFile(path: path).writeNumPyArchive(to: npz) }
    if let safetensors { try Checkpoint(path: path).write(to: safetensors) }
  }

  private func writeCurve(to path: String) throws {
    guard let run = try RunFolder(loadedFrom: parameters.load, model: App.name) else {
      throw CommandLineError.noCurve(parameters.load ?? "")
    }
    try LearningCurve(of: run).writeCSV(to: path)
  }
}

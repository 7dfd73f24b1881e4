import ArgumentParser
import Croton

/// Writes the parameters of a trained model for other programs.
struct ExportCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "export" }
  static var abstract: String {
    "Write the parameters of a trained \(App.name) for other programs."
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

  @OptionGroup var parameters: LoadArguments

  func validate() throws {
    guard npz != nil || safetensors != nil else {
      throw ValidationError("\(CommandLineError.nothingToExport)")
    }
  }

  func run() throws {
    let path = try Trainer<App>.parametersPath(parameters.load)
    if let npz { try ParameterFile(path: path).writeNumPyArchive(to: npz) }
    if let safetensors { try Checkpoint(path: path).write(to: safetensors) }
  }
}

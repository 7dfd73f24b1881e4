import ArgumentParser
import Croton

/// Takes the parameters of a model from a file of another program.
struct ImportCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "import" }
  static var abstract: String {
    "Take the parameters of \(App.name) from an .npz or safetensors file, by the layers' names."
  }
  static var exampleOptions: String { "weights.npz --save \(App.name).safetensors" }

  @Argument(
    help: ArgumentHelp(
      "The file: .npz of NumPy or safetensors, told by its content. Double precision is rounded to "
        + "single.",
      valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "The file that is written, as safetensors. A file that is there is replaced. (default: "
        + "\(App.name).safetensors, if there is none)",
      valueName: "file"))
  var save: String?

  @OptionGroup var arguments: DataArguments<App>

  func run() throws {
    let target = save ?? "\(App.name).safetensors"
    let count = try ParameterImport(model: arguments.app, data: try arguments.source)
      .run(from: file, to: target, replaces: save != nil)
    try Output.write(
      "\(count) arrays are in '\(target)'; '\(EvaluateCommand<App>.command) --load \(target)' uses "
        + "them")
  }
}

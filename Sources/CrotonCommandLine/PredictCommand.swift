import ArgumentParser
import Croton

/// Tells the classes of test images.
struct PredictCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "predict" }
  static var abstract: String {
    "Print the classes that \(App.name) finds in the first images of the test set."
  }
  static var exampleOptions: String { "--load best.safetensors" }

  // The size of the test set of MNIST.
  private static var mostImages: Int { 10_000 }

  @OptionGroup var arguments: DataArguments<App>

  @Option(help: ArgumentHelp("The parameters that 'train' has saved.", valueName: "file"))
  var load = Trainer<App>.defaultSavePath

  @Option(parsing: .unconditional, help: "The number of images.")
  var count = 10

  func validate() throws {
    guard (1...Self.mostImages).contains(count) else {
      throw ValidationError("\(CommandLineError.imageCount(count, largest: Self.mostImages))")
    }
  }

  func run() throws {
    let classes = try Predictor(
      model: arguments.app, data: try arguments.source, loadPath: load, count: count,
      compileOptions: arguments.compileOptions
    ).run()
    for line in (App.defaults.wording ?? .lenet).predictionLines(classes) { try Output.write(line) }
  }
}

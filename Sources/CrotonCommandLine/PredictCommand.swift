import ArgumentParser
import Croton

/// Prints a trained model's predictions for files, or for examples of the test set.
struct PredictCommand<App: CrotonApp>: TrainedModelCommand {
  static var verb: String { "predict" }
  static var abstract: String {
    "Print the predictions of \(App.name) for files, or for the first test examples."
  }
  static var exampleOptions: String { "--load best.safetensors photo.png" }

  @Argument(
    help: ArgumentHelp(
      "Images (PNG, JPEG) or folders of them, NumPy arrays (.npy, .npz) or tables (CSV, TSV). "
        + "(default: the first examples of the test set)",
      valueName: "file"))
  var files: [String] = []

  @OptionGroup var arguments: DataArguments<App>

  @OptionGroup var parameters: LoadArguments

  @Option(parsing: .unconditional, help: "The number of test examples, without files.")
  var count = 10

  @Flag(help: "Print a JSON object only, with the probability of every class.")
  var json = false

  func validate() throws {
    guard count >= 1 else { throw ValidationError("\(CommandLineError.exampleCount(count))") }
  }

  func runWithOptions() throws {
    if files.isEmpty { try predictTestExamples() } else { try predictFiles() }
  }

  private func predictTestExamples() throws {
    let (predictions, targets) = try Predictor(
      model: arguments.app, data: try arguments.source, loadPath: parameters.load, count: count,
      compileOptions: arguments.compileOptions
    ).runWithTargets()
    if !json, let wording = App.defaults.wording {
      for line in wording.predictionLines(predictions) { try Output.write(line) }
      return
    }
    let description = try ModelDescription(of: parameters.load, savedBy: App.self)
    try write(
      predictions, of: predictions.indices.map { "test example \($0)" },
      classNames: description?.classNames ?? [], targets: targets)
  }

  private func predictFiles() throws {
    let model = try TrainedModel(
      arguments.app, loadPath: parameters.load, batchSize: isOneImage ? 1 : 100,
      compileOptions: arguments.compileOptions)
    var examples: [String] = []
    var predictions: [Prediction] = []
    for path in files {
      let file = try ExampleFile(
        path: path, exampleShape: model.description.exampleShape,
        features: model.description.features, element: model.description.element)
      predictions += try model.predictions(of: file.values)
      examples += file.names
    }
    try write(predictions, of: examples, classNames: model.description.classNames)
  }

  private var isOneImage: Bool { files.count == 1 && ImageHeader.isImage(path: files[0]) }

  private func write(
    _ predictions: [Prediction], of examples: [String], classNames: [String],
    targets: LabeledExamples.Targets? = nil
  ) throws {
    try Output.write(
      json
        ? PredictionText.json(examples, predictions, classNames: classNames, targets: targets)
        : PredictionText.text(examples, predictions, classNames: classNames, targets: targets))
  }
}

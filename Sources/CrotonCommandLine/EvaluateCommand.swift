import ArgumentParser
import Croton

/// Measures a trained model.
struct EvaluateCommand<App: CrotonApp>: TrainedModelCommand {
  static var verb: String { "evaluate" }
  static var abstract: String {
    "Print the error and the confusion matrix of a trained \(App.name)."
  }
  static var exampleOptions: String { "--load best.safetensors --data fashion-mnist" }

  @OptionGroup var arguments: DataArguments<App>

  @OptionGroup var parameters: LoadArguments

  @Option(help: "The set that is measured: training, validation or test.")
  var set = ExampleSet.test

  @Flag(help: "Print a JSON object only.")
  var json = false

  func runWithOptions() throws {
    let known = try ModelDescription(of: parameters.load, savedBy: App.self)
    let dataset = try arguments.source.load(for: App.self, trainedOn: known)
    for note in dataset.notes { Output.writeError("note: \(note)") }
    let model = try TrainedModel(
      arguments.app, loadPath: parameters.load, description: ModelDescription(of: dataset),
      compileOptions: arguments.compileOptions)
    let evaluation = try model.evaluation(of: dataset[set])
    try Output.write(
      json ? EvaluationText.json(evaluation, set) : EvaluationText.text(evaluation, set))
  }
}

extension ExampleSet: ExpressibleByArgument {}

import ArgumentParser
import Croton
import Foundation

/// Trains a model.
struct TrainCommand<App: CrotonApp>: ModelCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train", abstract: "Train \(App.name) with early stopping.",
      discussion: "Example: train \(App.name) --epochs 10 --save best.safetensors --log run.jsonl")
  }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(help: "The number of passes over the training set, at most.")
  var epochs = App.defaults.epochs

  @Option(help: "The factor of the gradient in an update.")
  var learningRate = App.defaults.learningRate

  @Option(help: "The iterations to look at, come what may.")
  var patience = App.defaults.earlyStopping.patience

  @Option(help: "How many times the iterations done to wait longer at a new best.")
  var patienceIncrease = App.defaults.earlyStopping.patienceIncrease

  @Option(help: "The fraction of the best error below which a new best raises the patience.")
  var improvementThreshold = App.defaults.earlyStopping.improvementThreshold

  @Option(help: ArgumentHelp("Where to save the best parameters, as safetensors.", valueName: "file"))
  var save: String?

  @Option(help: ArgumentHelp("Where to log a JSON object a line.", valueName: "file"))
  var log: String?

  func run() throws {
    var options = arguments.options
    options.epochs = epochs
    options.learningRate = learningRate
    options.earlyStopping = EarlyStopping.Settings(
      patience: patience, patienceIncrease: patienceIncrease,
      improvementThreshold: improvementThreshold)
    let trainer = Trainer(
      model: arguments.app, data: try arguments.source, options: options,
      compileOptions: arguments.compileOptions, savePath: save, logPath: log)
    let result = try trainer.run(interrupt: .onInterruptSignal())
    let line = options.wording.runTimeLine(program: App.name, seconds: result.timing.seconds)
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}

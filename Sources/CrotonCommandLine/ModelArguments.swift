import ArgumentParser
import Croton

/// The options of a model, its data and its training.
struct ModelArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup var data: DataArguments<App>

  @Option(parsing: .unconditional, help: "The number of examples in a minibatch.")
  var batchSize = App.defaults.batchSize

  @Option(
    parsing: .unconditional,
    help: "The seed of the initial parameters, of random numbers in training, and of shuffling.")
  var seed = App.defaults.seed

  @Flag(
    inversion: .prefixedNo,
    help: "Shuffle the training set before every epoch.")
  var shuffle = App.defaults.shuffles

  @OptionGroup(title: "Options of the optimiser") var optimizer: OptimizerArguments<App>

  func validate() throws {
    try checkUsage { try options.validate() }
  }

  /// The model's own settings, with those that the user has given.
  var options: TrainingOptions {
    get throws {
      var options = App.defaults
      options.batchSize = batchSize
      options.seed = seed
      options.shuffles = shuffle
      try optimizer.apply(to: &options)
      return options
    }
  }

  var compileOptions: CompileOptions {
    get throws { try data.compileOptions }
  }

  /// The model on its data set.
  func program() throws -> ModelProgram {
    try ModelProgram(data.app, dataset: try data.source.load(for: App.self), options: options)
  }
}

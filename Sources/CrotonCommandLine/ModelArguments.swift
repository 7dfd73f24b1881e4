import ArgumentParser
import Croton

/// The options that say how a model's functions are made.
struct ModelArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup var data: DataArguments<App>

  @Option(parsing: .unconditional, help: "The number of images in a minibatch.")
  var batchSize = App.defaults.batchSize

  @Option(
    parsing: .unconditional,
    help: "The seed of the initial parameters, of random numbers in training, and of shuffling.")
  var seed = App.defaults.seed

  @Flag(
    inversion: .prefixedNo,
    help: "Go through the training set in a random order of its own in every epoch.")
  var shuffle = App.defaults.shuffles

  @OptionGroup(title: "Options of the optimiser") var optimizer: OptimizerArguments<App>

  func validate() throws {
    try checkUsage { try options.validate() }
  }

  /// The model's own settings, with what the user says otherwise.
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

  /// The model put to its data.
  func program() throws -> ModelProgram {
    try ModelProgram(data.app, dataset: try data.source.load(for: App.self), options: options)
  }
}

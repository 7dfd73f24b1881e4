import ArgumentParser
import Croton

/// The options of a model, its data and its training.
///
/// Groups in groups cost: the argument parser checks each as often as there are groups around it.
struct ModelArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @OptionGroup(title: "Options of the data") var location: SourceArguments

  @OptionGroup(title: "Options of the data") var split: SplitArguments

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

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

  @OptionGroup(title: "Options of the optimiser") var schedule: ScheduleArguments<App>

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
      if let schedule = try schedule.chosen() {
        options.optimizer.learningRate.schedule = schedule
      }
      return options
    }
  }

  /// - Throws: `DatasetError` where nothing lies at the path.
  var source: DataSource {
    get throws { try split.source(location.data) }
  }

  var compileOptions: CompileOptions {
    get throws { try compilation.options }
  }

  /// The model on its data set.
  func program() throws -> ModelProgram {
    try ModelProgram(app, dataset: try source.load(for: App.self), options: options)
  }
}

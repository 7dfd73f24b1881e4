import ArgumentParser
import Croton

/// The options that say what a model is trained on, and with which settings.
///
/// A number is whatever follows its option, even behind a minus sign: what is wrong with -1 as a
/// seed is better said by whoever knows what a seed is.
struct ModelArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @Option(
    help: ArgumentHelp(
      "A folder of IDX files, a mnist.pkl.gz, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @Option(parsing: .unconditional, help: "The number of images in a minibatch.")
  var batchSize = App.defaults.batchSize

  @Option(parsing: .unconditional, help: "The seed of the initial parameters.")
  var seed = App.defaults.seed

  @Option(
    parsing: .unconditional, help: "The number of threads. (default: as many as the machine has)")
  var threads: Int?

  func validate() throws {
    try checkUsage {
      try options.validate()
      try compileOptions.validate()
    }
  }

  /// The model's own settings, with what the user says otherwise.
  var options: TrainingOptions {
    var options = App.defaults
    options.batchSize = batchSize
    options.seed = seed
    return options
  }

  var compileOptions: CompileOptions { CompileOptions(threads: threads) }

  var source: DataSource {
    get throws { try DataSource(argument: data) }
  }

  /// The model put to its data.
  func program() throws -> ModelProgram {
    try ModelProgram(app, dataset: try source.load(), options: options)
  }
}

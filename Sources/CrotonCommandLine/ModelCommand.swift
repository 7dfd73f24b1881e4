import ArgumentParser
import Croton

/// Something that can be done with a model from the command line.
protocol ModelCommand: ParsableCommand {
  associatedtype App: CrotonApp
}

/// A command of Croton's own program under the name of its model: `train lenet5`.
struct ForModel<Command: ModelCommand>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Command.App.name,
      abstract: Command.configuration.abstract,
      discussion: Command.configuration.discussion)
  }

  @OptionGroup var command: Command

  func run() throws {
    var command = command
    try command.run()
  }
}

/// The options that say what a model is trained on, and with which settings.
struct ModelArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @Option(
    help: ArgumentHelp(
      "A folder of IDX files, a mnist.pkl.gz, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @Option(help: "The number of images in a minibatch.")
  var batchSize = App.defaults.batchSize

  @Option(help: "The seed of the initial parameters.")
  var seed = App.defaults.seed

  @Option(help: ArgumentHelp("The number of threads. (default: as many as the machine has)"))
  var threads: Int?

  func validate() throws {
    if batchSize < 1 {
      throw ValidationError("--batch-size is \(batchSize); wanted at least 1.")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); wanted at least 1.")
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

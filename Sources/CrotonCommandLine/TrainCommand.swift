import ArgumentParser
import Croton
import Foundation

/// Trains a model.
///
/// A run that is stopped by a signal (Ctrl-C, or SIGTERM) writes a checkpoint and ends with the
/// exit code that shells have for the signal, so that a script does not go on as if the training
/// were complete. One that diverges ends with an exit code of its own.
struct TrainCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "train" }
  static var abstract: String {
    "Train \(App.name) with early stopping. Ctrl-C (or SIGTERM) writes a checkpoint after the step "
      + "at hand and ends with exit code 130 (143); SIGUSR1 writes one and goes on. A run whose loss "
      + "becomes NaN or infinite ends with exit code 3."
  }
  /// The exit code of a run that diverges.
  private static var divergence: ExitCode { ExitCode(3) }
  static var exampleOptions: String { "--epochs 10 --run runs/first" }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(parsing: .unconditional, help: "The number of passes over the training set, at most.")
  var epochs = App.defaults.epochs

  @Option(
    parsing: .unconditional, help: "The number of iterations before early stopping may end the run."
  )
  var patience = App.defaults.earlyStopping.patience

  @Option(
    parsing: .unconditional,
    help:
      "At a clearly better validation error, the patience grows to this many times the iteration.")
  var patienceIncrease = App.defaults.earlyStopping.patienceIncrease

  @Option(
    parsing: .unconditional,
    help: "A validation error below this fraction of the best one so far is clearly better.")
  var improvementThreshold = App.defaults.earlyStopping.improvementThreshold

  @OptionGroup(title: "Options of the run") var recording: RunArguments

  @Flag(help: "Print results, warnings and errors only: no progress, no summary, no notes.")
  var quiet = false

  @Flag(
    help: ArgumentHelp(
      "Find a learning rate: train for 200 steps with growing rates, and print and plot the loss.",
      discussion: "The loss should fall steadily at a good rate. Nothing is saved."))
  var findRate = false

  @Flag(
    help: ArgumentHelp(
      "Stop at the first operation that gives NaN, an infinity or a number over 1e10.",
      discussion: "With --optimize none every operation of the model is looked at by itself."))
  var checkNumerics = false

  @Flag(
    help: ArgumentHelp(
      "Compare each kernel's results with the interpreter's, and stop where they differ.",
      discussion: "A step then takes seconds: use small batches, or --check-every."))
  var check = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --check, of how many calls of a function one is checked, the first always. "
        + "(default: 1)",
      valueName: "calls"))
  var checkEvery: Int?

  func validate() throws {
    if let checkEvery {
      guard checkEvery >= 1 else {
        throw ValidationError("\(CommandLineError.checkInterval(checkEvery))")
      }
      guard check else { throw ValidationError("\(CommandLineError.checkIntervalUnused)") }
    }
    try checkUsage { try options.validate() }
  }

  func run() throws {
    if findRate { return try printRates() }
    guard let resumed = try recording.resumedFolder(of: App.name) else {
      return try train(in: recording.newFolder(of: App.name), resumes: false)
    }
    let options = try ResumedArguments(of: resumed, given: Self.givenArguments, asIn: Self.self)
      .options
    try Self.parse(options).train(in: resumed, resumes: true, arguments: Self.words + options)
  }

  private func printRates() throws {
    let finder = LearningRateFinder(
      model: arguments.data.app, data: try arguments.data.source, options: try options,
      compileOptions: try arguments.compileOptions)
    try Output.write(LearningRateText.text(finder.run(), command: Self.command))
  }

  /// Trains the model.
  ///
  /// - Parameters:
  ///   - folder: the folder of the run.
  ///   - arguments: what the user has typed, for the log.
  private func train(
    in folder: RunFolder, resumes: Bool,
    arguments words: [String] = Array(CommandLine.arguments.dropFirst())
  ) throws {
    let options = try options
    var compileOptions = try arguments.compileOptions
    compileOptions.checksNumerics = checkNumerics
    compileOptions.kernelCheckInterval = check ? checkEvery ?? 1 : nil
    var trainer = Trainer(
      model: arguments.data.app, data: try arguments.data.source, options: options,
      compileOptions: compileOptions, savePath: recording.save, logPath: recording.log)
    trainer.runFolder = folder
    trainer.resumes = resumes
    trainer.tensorBoardPath = recording.tensorboard ? folder.path : nil
    trainer.keptCheckpoints = recording.keep
    trainer.isQuiet = quiet
    trainer.arguments = words
    if case .embeddedMNIST = trainer.data.location, !(App.self is any BuiltInApp.Type), !quiet {
      Output.writeError("note: without --data, the data is MNIST")
    }
    var savedPath: String?
    let result: TrainingResult
    do {
      result = try trainer.run(
        interrupt: SignalFlags.onStop(),
        checkpoints: CheckpointSchedule(request: SignalFlags.onCheckpointRequest()),
        didSave: { savedPath = $0 })
    } catch {
      if savedPath != nil { Output.writeError(savedLine(options, savedPath)) }
      guard let failure = error as? TrainingError, failure.isDivergence else { throw error }
      Output.writeError("Error: \(failure)")
      throw Self.divergence
    }
    if !quiet {
      if let wording = options.wording {
        Output.writeError(
          wording.runTimeLine(program: App.name, seconds: result.timing.seconds))
        Output.writeError(wording.errorRateLine(result))
      }
      Output.writeError(savedLine(options, savedPath))
    }
    if result.outcome == .interrupted {
      Output.writeError("the run can go on: '\(Self.command) --resume \(folder.path)'")
      throw ExitCode(128 + (SignalFlags.stopSignal ?? SIGINT))
    }
  }

  /// Where the best parameters were saved; except for a tutorial's model, also a command that uses
  /// them.
  private func savedLine(_ options: TrainingOptions, _ path: String?) -> String {
    if let wording = options.wording { return wording.savedLine(path: path) }
    guard let path else { return "no parameters were saved" }
    let predict = PredictCommand<App>.command
    return "the best parameters are in '\(path)'; '\(predict) --load \(path)' uses them"
  }

  /// The settings of the training.
  var options: TrainingOptions {
    get throws {
      var options = try arguments.options
      options.epochs = epochs
      options.earlyStopping = EarlyStopping.Settings(
        patience: patience, patienceIncrease: patienceIncrease,
        improvementThreshold: improvementThreshold)
      return options
    }
  }
}

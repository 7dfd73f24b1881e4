import ArgumentParser
import Croton
import Foundation

/// Trains a model.
///
/// A run that is stopped by a signal (Ctrl-C, or SIGTERM) writes a checkpoint and ends with the
/// exit code that shells have for the signal, so that a script does not go on as if the training
/// were complete. One that diverges ends with an exit code of its own.
struct TrainCommand<App: CrotonApp>: TrainingCommand {
  static var verb: String { "train" }
  static var abstract: String {
    "Train \(App.name) with early stopping. Ctrl-C (or SIGTERM) writes a checkpoint after the step "
      + "at hand and ends with exit code 130 (143); SIGUSR1 writes one and goes on. A run whose "
      + "cost becomes NaN or infinite ends with exit code 3."
  }
  /// The exit code of a run that diverges.
  private static var divergence: ExitCode { ExitCode(3) }
  static var exampleOptions: String { "--epochs 10 --run runs/first" }

  @OptionGroup var arguments: ModelArguments<App>

  @OptionGroup var training: TrainArguments<App>

  @OptionGroup(title: "Options of the run") var recording: RunArguments

  @OptionGroup(title: "Options of several processes") var distribution: DistributedArguments

  func validate() throws {
    try validateTraining()
    guard distribution.distributed == true, training.findRate else { return }
    throw ValidationError("\(CommandLineError.rateFinderDistributed)")
  }

  func run() throws {
    if training.findRate { return try printRates() }
    guard let resumed = try recording.resumedFolder(of: App.name) else {
      return try train(in: recording.newFolder(of: App.name), resumes: false)
    }
    let options = try ResumedArguments(of: resumed, given: Self.givenArguments, asIn: Self.self)
      .options
    try Self.parse(options).train(in: resumed, resumes: true, arguments: Self.words + options)
  }

  private func printRates() throws {
    let finder = LearningRateFinder(
      model: arguments.app, data: try arguments.source,
      options: try options,
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
    func trainer() throws -> Trainer<App> {
      try self.trainer(in: folder, resumes: resumes, arguments: words)
    }
    guard let processes = try distribution.processes() else { return try train(with: trainer()) }
    do {
      var trainer = try processes.agree(trainer)
      trainer.processes = processes
      if processes.isFirst { try train(with: trainer) } else { try assist(trainer) }
      processes.finish()
    } catch DistributedError.reported {
      throw ExitCode.failure
    }
  }

  private func trainer(
    in folder: RunFolder, resumes: Bool, arguments words: [String]
  ) throws -> Trainer<App> {
    var compileOptions = try arguments.compileOptions
    compileOptions.checksNumerics = training.checkNumerics
    if distribution.distributed == true, compileOptions.threads == nil {
      compileOptions.threads = TrainingProcesses.threadsOfEach
    }
    compileOptions.bucketBytes = distribution.bucketBytes ?? CompileOptions.defaultBucketBytes
    compileOptions.kernelCheckInterval = training.check ? training.checkEvery ?? 1 : nil
    var trainer = Trainer(
      model: arguments.app, data: try arguments.source,
      options: try options,
      compileOptions: compileOptions, savePath: recording.save,
      logPath: recording.log)
    trainer.runFolder = folder
    trainer.resumes = resumes
    trainer.tensorBoardPath = recording.tensorboard ? folder.path : nil
    trainer.keptCheckpoints = recording.keep
    trainer.isQuiet = training.quiet
    trainer.printsHashes = training.hash
    trainer.arguments = words
    return trainer
  }

  /// Trains in this process, or in the first of several.
  private func train(with trainer: Trainer<App>) throws {
    let options = trainer.options
    if case .embeddedMNIST = trainer.data.location, !(App.self is any BuiltInApp.Type),
      !training.quiet
    {
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
    if !training.quiet {
      if let wording = options.wording {
        Output.writeError(
          wording.runTimeLine(program: App.name, seconds: result.timing.seconds))
        Output.writeError(wording.errorRateLine(result))
      }
      Output.writeError(savedLine(options, savedPath))
    }
    if result.outcome == .interrupted {
      let ranks = trainer.processes?.ranks ?? 1
      let launcher = ranks > 1 ? "mpirun -n \(ranks) " : ""
      Output.writeError(
        "the run can go on: '\(launcher)\(Self.command) --resume "
          + "\(trainer.runFolder?.path ?? "")'")
      throw ExitCode(128 + (SignalFlags.stopSignal ?? SIGINT))
    }
  }

  /// Trains as one of several processes of which another prints and writes.
  private func assist(_ trainer: Trainer<App>) throws {
    do {
      let result = try trainer.run(
        interrupt: SignalFlags.onStop(),
        checkpoints: CheckpointSchedule(request: SignalFlags.onCheckpointRequest()))
      guard result.outcome == .interrupted else { return }
    } catch let failure as TrainingError where failure.isDivergence {
      throw Self.divergence
    }
    throw ExitCode(128 + (SignalFlags.stopSignal ?? SIGINT))
  }

  /// Where the best parameters were saved; except for a tutorial's model, also a command that uses
  /// them.
  private func savedLine(_ options: TrainingOptions, _ path: String?) -> String {
    if let wording = options.wording { return wording.savedLine(path: path) }
    guard let path else { return "no parameters were saved" }
    let predict = PredictCommand<App>.command
    return "the best parameters are in '\(path)'; '\(predict) --load \(path)' uses them"
  }
}

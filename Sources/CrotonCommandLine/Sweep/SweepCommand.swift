import ArgumentParser
import Croton
import Foundation

/// Trains a model with other values of its options in each trial, and compares the results.
struct SweepCommand<App: CrotonApp>: TrainingCommand {
  static var verb: String { "sweep" }
  static var abstract: String {
    "Train \(App.name) with other values of some options in each trial, and compare the results."
  }
  static var exampleOptions: String {
    "--vary learning-rate=0.1,0.03 --vary l2=0,0.0001 --epochs 5"
  }

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "An option and its values, as in learning-rate=0.1,0.03, or a range, as in 0.001..0.1. May be "
        + "repeated.",
      valueName: "option=values"))
  var vary: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of trials of a random search. (default: all combinations of the values)",
      valueName: "number"))
  var trials: Int?

  @OptionGroup(title: "Options of each trial") var arguments: ModelArguments<App>

  @OptionGroup(title: "Options of each trial") var training: TrainArguments<App>

  @OptionGroup(title: "Options of the run") var recording: RunArguments

  func validate() throws {
    try validateTraining()
    guard recording.resume == nil else { return }
    guard !vary.isEmpty else { throw ValidationError("\(SweepError.nothingVaries)") }
    try checkUsage { _ = try plan }
  }

  private var plan: SweepPlan {
    get throws {
      try SweepPlan(
        vary.map(SweepVariation.init), trials: trials, seed: arguments.seed)
    }
  }

  func run() throws {
    let (folder, contents) = try resumed ?? begun()
    let lock = try folder.lock()
    defer { withExtendedLifetime(lock) {} }
    let measure = App.task == .classification ? Measure.errorRate : .meanSquaredError
    let page = SweepPageFile(folder, contents, measure: measure)
    endAtSignals(folder, page)
    let concurrency = try concurrency(of: contents, in: folder)
    Output.writeError(
      "\(contents.plan.trials.count) trials in '\(folder.path.shownAsPath)', \(concurrency.trials) at a time, "
        + "\(concurrency.threads) thread\(concurrency.threads == 1 ? "" : "s") each")
    let runner = SweepRunner(
      folder, contents, program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      command: TrainCommand<App>.words, concurrency: concurrency.trials,
      threads: concurrency.threads)
    let text = SweepText(contents.plan, measure: measure)
    if runner.finished.count == contents.plan.trials.count {
      Output.writeError("note: the sweep had ended")
    }
    for outcome in runner.finished {
      try Output.write(text.line(outcome))
      page.add(outcome)
    }
    try page.write()
    try runner.run { outcome in
      try Output.write(text.line(outcome))
      page.add(outcome)
      try page.writeAgain()
    }
    try Output.write("\n" + text.table(page.write()))
  }

  /// Lets a signal that asks to stop end the process, after the page and a line that says how the
  /// sweep goes on.
  ///
  /// Its trials end with it, and go on from their last checkpoints.
  private func endAtSignals(_ folder: SweepFolder, _ page: SweepPageFile) {
    let flag = SignalFlags.onStop()
    Thread.detachNewThread {
      while !flag.isRaised { Thread.sleep(forTimeInterval: 0.05) }
      do { try page.writeAgain(after: .zero) } catch { Output.writeError("warning: \(error)") }
      Output.writeError(
        "the sweep can go on: '\(Self.command) --resume \(folder.path.shownAsPath)'")
      Foundation.exit(128 + (SignalFlags.stopSignal ?? SIGINT))
    }
  }

  /// The sweep that goes on, if one does.
  private var resumed: (SweepFolder, SweepFolder.Contents)? {
    get throws {
      guard let resume = recording.resume else { return nil }
      guard case .folder(let path) = resume else {
        throw ValidationError("\(CommandLineError.sweepUnnamed)")
      }
      let given = try GivenOptions(Self.givenArguments, of: Self.self)
      if let option = given.without(["--resume", "--threads", "--quiet"]).first {
        throw CommandLineError.resumedSweepOption(GivenOptions.name(of: option))
      }
      let folder = SweepFolder(path: path)
      return (folder, try folder.contents(of: App.name))
    }
  }

  /// A new sweep, in a folder of its own.
  private func begun() throws -> (SweepFolder, SweepFolder.Contents) {
    let contents = SweepFolder.Contents(
      model: App.name, arguments: try commonArguments(), plan: try plan)
    let given = try GivenOptions(Self.givenArguments, of: Self.self).names
    for option in Self.optionsOfARun where given.contains(option) {
      throw CommandLineError.sweepOfRunOption(option)
    }
    for option in contents.plan.options.map({ "--\($0)" }) {
      guard !Self.ownOptions.contains(option), !Self.optionsOfARun.contains(option) else {
        throw CommandLineError.sweepOptionVaried(option)
      }
      guard !given.contains(option) else {
        throw CommandLineError.variedOptionGiven(option)
      }
    }
    // A mistake should not cost a trial. Many values are numbers of a range, of which some stand
    // for all: without optimisation, parsing hundreds of command lines takes minutes.
    for trial in contents.plan.trialsWithNewValues(atMost: 20) {
      _ = try command(of: trial, in: contents)
    }
    let path = recording.run ?? RunFolder.new(for: "\(App.name)-sweep").path
    let folder = SweepFolder(path: path)
    try folder.make(contents)
    return (folder, contents)
  }

  /// The given arguments but for those of the sweep itself.
  private func commonArguments() throws -> [String] {
    try GivenOptions(Self.givenArguments, of: Self.self).without(Self.ownOptions)
  }

  /// The options that are those of the sweep, and of no trial.
  private static var ownOptions: Set<String> {
    ["--vary", "--trials", "--run", "--resume", "--threads", "--quiet"]
  }

  /// Options that trials, of which several run at a time, cannot have.
  private static var optionsOfARun: [String] { ["--save", "--log", "--find-rate"] }

  private func command(
    of trial: Int, in contents: SweepFolder.Contents
  ) throws -> TrainCommand<App> {
    do {
      return try TrainCommand.parse(contents.arguments + contents.plan.words(of: trial))
    } catch {
      throw CommandLineError.trial(TrainCommand<App>.message(for: error))
    }
  }

  private func concurrency(
    of contents: SweepFolder.Contents, in folder: SweepFolder
  ) throws -> SweepConcurrency {
    let isOver = contents.plan.trials.indices.allSatisfy {
      TrialResult(of: folder.run(of: $0)) != nil
    }
    if isOver { return try SweepConcurrency(threads: 1) }
    if let threads = arguments.compilation.threads {
      return try SweepConcurrency(threads: threads)
    }
    Output.writeError("measuring how many trials at a time are fastest")
    let first = try command(of: 0, in: contents).arguments
    return try SweepConcurrency(
      measuring: { try first.program() }, compileOptions: first.compileOptions)
  }
}

import ArgumentParser
import Croton

/// The options of a training besides those of its model, its data and its run.
struct TrainArguments<App: CrotonApp>: ParsableArguments {
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

  @Flag(help: "Print results, warnings and errors only: no progress, no summary, no notes.")
  var quiet = false

  @Flag(help: "Print a hash (SHA-256) of all parameters at the end of each epoch.")
  var hash = false

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
  }

  /// Writes the settings that the options are for.
  func apply(to options: inout TrainingOptions) {
    options.epochs = epochs
    options.earlyStopping = EarlyStopping.Settings(
      patience: patience, patienceIncrease: patienceIncrease,
      improvementThreshold: improvementThreshold)
  }
}

import ArgumentParser
import Croton

/// A command that trains a model, once or in several trials.
///
/// Its option groups are not nested in each other: in builds without optimisation, the argument
/// parser visits a nested group several times as often, which took most of the time of a short
/// command.
protocol TrainingCommand: ModelCommand {
  var arguments: ModelArguments<App> { get }
  var training: TrainArguments<App> { get }
  var recording: RunArguments { get }
}

extension TrainingCommand {
  /// The settings of the training.
  var options: TrainingOptions {
    get throws {
      var options = try arguments.options
      training.apply(to: &options)
      return options
    }
  }

  /// - Throws: `ValidationError` for options of a training that do not go together.
  func validateTraining() throws {
    if training.findRate, let option = recording.given {
      throw ValidationError("\(CommandLineError.rateFinderOption(option))")
    }
    try checkUsage { try options.validate() }
  }
}

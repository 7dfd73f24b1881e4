import ArgumentParser
import Croton

/// The options that say how the learning rate changes from step to step.
struct ScheduleArguments<App: CrotonApp>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the learning rate changes: \(ScheduleName.allValueStrings.joined(separator: ", ")). "
        + "(default: \(App.defaults.optimizer.learningRate.schedule.name))",
      valueName: "name"))
  var schedule: ScheduleName?

  @Option(
    parsing: .unconditional,
    help: "The decay of the schedule inverse-time, which divides the rate by 1 + decay * steps.")
  var scheduleDecay: Double?

  @Option(
    parsing: .unconditional,
    help: "The factor that the schedules step and exponential multiply the rate by.")
  var scheduleFactor: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of steps after which that factor applies, or after which cosine reaches 0: "
        + "the steps of the whole training unless given."))
  var scheduleSteps: Int?

  /// The schedule that the user has chosen, or `nil` for the model's own.
  func chosen() throws -> LearningRate.Schedule? {
    let options = [
      ("--schedule-decay", scheduleDecay != nil), ("--schedule-factor", scheduleFactor != nil),
      ("--schedule-steps", scheduleSteps != nil),
    ]
    for (option, isGiven) in options where isGiven {
      guard let schedule else { throw CommandLineError.scheduleMissing(option) }
      guard schedule.options.contains(option) else {
        throw CommandLineError.scheduleOptionUnused(
          option, schedule: schedule.rawValue, known: schedule.options)
      }
    }
    return switch schedule {
    case nil: nil
    case .constant: .constant
    case .inverseTime: .inverseTime(decay: try required("--schedule-decay", scheduleDecay))
    case .step: .step(factor: try factor, every: try steps)
    case .exponential: .exponential(factor: try factor, every: try steps)
    case .cosine: .cosine(steps: scheduleSteps)
    }
  }

  private var factor: Double {
    get throws { try required("--schedule-factor", scheduleFactor) }
  }

  private var steps: Int {
    get throws { try required("--schedule-steps", scheduleSteps) }
  }

  private func required<Value>(_ option: String, _ value: Value?) throws -> Value {
    guard let value else {
      throw CommandLineError.scheduleOptionMissing(option, schedule: schedule?.rawValue ?? "")
    }
    return value
  }
}

/// The schedules that the command line has.
enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
  case constant
  case inverseTime = "inverse-time"
  case step, exponential, cosine

  /// The options that it takes; all but cosine need them.
  var options: [String] {
    switch self {
    case .constant: []
    case .inverseTime: ["--schedule-decay"]
    case .step, .exponential: ["--schedule-factor", "--schedule-steps"]
    case .cosine: ["--schedule-steps"]
    }
  }
}

import Diagnostics

/// What can be wrong with an optimiser: the words that a user reads.
public enum OptimizerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// More or fewer gradients than parameters.
  case gradientCount(optimizer: String, parameters: Int, gradients: Int)
  /// A learning rate with which nothing can be learnt.
  case learningRate(Double)
  /// A share of the past, such as a momentum, that lets it grow or turns it around.
  case share(String, Double)
  /// An epsilon that keeps no quotient finite.
  case epsilon(Double)
  /// A weight decay that is negative or too large.
  case weightDecay(Double)
  /// A decay of a schedule that is not positive.
  case scheduleDecay(Double)
  /// A factor of a schedule that is not between 0 and 1.
  case scheduleFactor(Double)
  /// A schedule of no steps.
  case scheduleSteps(Int)
  /// A schedule over the whole training, of which nobody has said how many steps it has.
  case trainingLength

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .gradientCount(let optimizer, let parameters, let gradients):
      "\(optimizer): \(gradients) \(gradients == 1 ? "gradient" : "gradients") for "
        + "\(parameters) \(parameters == 1 ? "parameter" : "parameters"); "
        + "expected one for each parameter"
    case .learningRate(let rate):
      "the learning rate must be a positive number within single precision, but \(rate) was given"
    case .share(let name, let value):
      "the \(name) must be at least 0 and less than 1, but \(value) was given"
    case .epsilon(let value):
      "epsilon must be a positive number within single precision, but \(value) was given"
    case .weightDecay(let value):
      "the weight decay must be at least 0 and within single precision, but \(value) was given"
    case .scheduleDecay(let value):
      "the decay of the schedule must be a positive number within single precision, "
        + "but \(value) was given"
    case .scheduleFactor(let value):
      "the factor of the schedule must lie between 0 and 1, but \(value) was given"
    case .scheduleSteps(let value):
      "the steps of the schedule must be at least 1, but \(value) was given"
    case .trainingLength:
      "the steps of the schedule are those of the whole training, which a Trainer knows; "
        + "expected a number of steps"
    }
  }

  func error(at location: SourceLocation) -> ModelError {
    ModelError([Diagnostic(location: location, message: description)])
  }

  /// Checks what is to be a share of the past.
  static func checkShare(_ name: String, _ value: Double) throws {
    guard value >= 0, value < 1 else { throw Self.share(name, value) }
  }

  /// Checks what is to keep a quotient finite.
  static func checkEpsilon(_ value: Double) throws {
    guard Float(value) > 0, Float(value).isFinite else { throw Self.epsilon(value) }
  }
}

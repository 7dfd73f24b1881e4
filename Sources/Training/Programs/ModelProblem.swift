import Diagnostics

/// What can be wrong with a model as a whole: the words that a user reads.
enum ModelProblem: Equatable, CustomStringConvertible {
  case sameName(String)
  case listedTwice(String)
  case unlisted(String)
  case randomInEvaluation(function: String)

  var description: String {
    switch self {
    case .sameName(let name):
      "two parameters are called '\(name)'; expected a name of its own for each, "
        + "by which they are saved"
    case .listedTwice(let name):
      "the parameter '\(name)' is listed twice; expected each parameter once"
    case .unlisted(let name):
      "the cost depends on '\(name)', which is none of the parameters: training leaves it as "
        + "it is. Add it to the parameters, or read it through stopGradient where it is a constant"
    case .randomInEvaluation(let function):
      "'\(function)' draws random numbers, so that its results change from call to call. "
        + "Where only training is to have them, write inTraining(…, else: …)"
    }
  }

  private var severity: Diagnostic.Severity {
    switch self {
    case .sameName, .listedTwice: .error
    case .unlisted, .randomInEvaluation: .warning
    }
  }

  /// The problem at the user's line.
  func diagnostic(at location: SourceLocation, notes: [Diagnostic.Note] = []) -> Diagnostic {
    Diagnostic(severity, location: location, message: description, notes: notes)
  }
}

import Diagnostics
import Files

/// An error in the use of a sweep.
public enum SweepError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Values that cannot be read.
  case variation(String)
  /// A range whose first number is the larger one.
  case reversedRange(String, low: String, high: String)
  /// An option that varies twice.
  case repeated(String)
  /// A number of trials that is not possible.
  case trials(Int)
  /// A range without a number of trials.
  case trialsMissing
  /// Nothing that varies.
  case nothingVaries
  /// A folder without a sweep.
  case noSweep(path: String)
  /// A sweep of another model.
  case otherModel(path: String, model: String, expected: String)
  /// A folder that has a sweep already.
  case taken(path: String)
  /// A sweep whose trials another process runs.
  case inUse(path: String)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .variation(let text):
      "\(text.shownQuoted) does not name values of an option; expected values, as in "
        + "learning-rate=0.1,0.03, or a range, as in learning-rate=0.001..0.1"
    case .reversedRange(let option, let low, let high):
      "the range of \(option.shownQuoted) begins with its larger number; expected "
        + "\(option)=\(low)..\(high)"
    case .repeated(let option):
      "\(option.shownQuoted) varies more than once; expected all of its values in one --vary"
    case .trials(let count):
      "\(count) trials are not possible; expected 1 to \(SweepPlan.mostTrials)"
    case .trialsMissing:
      "a range needs a number of trials, as in --trials 20"
    case .nothingVaries:
      "nothing varies; expected an option and its values, as in --vary learning-rate=0.1,0.03"
    case .noSweep(let path):
      "'\(path.shownAsPath)' is not the folder of a sweep: it has no readable sweep.json"
    case .otherModel(let path, let model, let expected):
      "'\(path.shownAsPath)' is a sweep of \(model.shownAsName); expected one of \(expected)"
    case .inUse(let path):
      "another process is running the sweep in '\(path.shownAsPath)'"
    case .taken(let path):
      "'\(path.shownAsPath)' has a sweep already; expected another folder, or --resume to go on "
        + "with that sweep"
    }
  }
}

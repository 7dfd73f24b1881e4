import Diagnostics
import GraphIR

/// What can be wrong with a call: the words that a user reads.
enum CallMistake: Sendable, Equatable, CustomStringConvertible {
  case argumentCount(function: String, wanted: [String], found: Int)
  case argumentType(function: String, input: String, wanted: TensorType, found: String)
  case failed(function: String, reason: String)
  case noSuchOutput(function: String)

  var description: String {
    switch self {
    case .argumentCount(let function, let wanted, let found):
      "\(function): \(found) \(found == 1 ? "argument" : "arguments") given; "
        + "wanted \(wanted.count)\(wanted.isEmpty ? "" : " (\(wanted.joined(separator: ", ")))")"
    case .argumentType(let function, let input, let wanted, let found):
      "\(function): '\(input)' is given \(found); wanted \(wanted.elementType) of shape \(wanted.shape)"
    case .failed(let function, let reason):
      "\(function): \(reason)"
    case .noSuchOutput(let function):
      "\(function): this tensor is not among its outputs"
    }
  }

  func error(at location: SourceLocation) -> ModelError {
    ModelError([Diagnostic(location: location, message: description)])
  }
}

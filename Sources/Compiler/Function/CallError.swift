import Diagnostics
import GraphIR

/// What can be wrong with a call, with what is read from its outputs, or with a copy of a function:
/// the words that a user reads.
package enum CallError: Error, Sendable, Equatable, CustomStringConvertible {
  case argumentCount(function: String, required: Int, inputs: [String], found: Int)
  case argumentMissing(function: String, input: String)
  case argumentTwice(function: String, input: String)
  case noSuchInput(function: String, name: String, inputs: [String])
  case inputAmbiguous(function: String, name: String)
  case argumentType(function: String, input: String, expected: TensorType, found: String)
  case failed(function: String, reason: String)
  case kernelDiffers(
    function: String, kernel: String, type: TensorType, position: Int, found: Double,
    expected: Double)
  case noSuchOutput(function: String)
  case noOutputAt(function: String, position: Int, count: Int)
  case noOutputNamed(function: String, name: String, outputs: [String])
  case outputAmbiguous(function: String, name: String)
  case outputType(function: String, output: String, expected: ElementType, found: ElementType)
  case notShared(function: String, name: String, shared: [String])
  case replacementNotShared(function: String, name: String, mistake: String?)
  case replacedTwice(function: String, name: String)
  case replacementType(function: String, name: String, expected: TensorType, found: TensorType)
  case sharedByTwo(function: String, name: String, first: String, second: String)

  package var description: String {
    switch self {
    case .argumentCount(let function, let required, let inputs, let found):
      "\(function): \(found) \(found == 1 ? "argument" : "arguments") given; expected "
        + (required == inputs.count ? "" : "\(required) to ")
        + "\(inputs.count)\(inputs.isEmpty ? "" : " (\(inputs.joined(separator: ", ")))")"
    case .argumentMissing(let function, let input):
      "\(function): '\(input)' is not given and has no default"
    case .argumentTwice(let function, let input):
      "\(function): '\(input)' is given twice"
    case .noSuchInput(let function, let name, let inputs):
      "\(function): no input is called '\(name)'" + suggestion(for: name, in: inputs)
    case .inputAmbiguous(let function, let name):
      "\(function): several inputs are called '\(name)'; pass them by position"
    case .argumentType(let function, let input, let expected, let found):
      "\(function): '\(input)' is given \(found); "
        + "expected \(expected.elementType) of shape \(expected.shape)"
    case .failed(let function, let reason):
      "\(function): \(reason)"
    case .kernelDiffers(let function, let kernel, let type, let position, let found, let expected):
      "\(function): kernel '\(kernel)' gives \(found) for element \(position) of \(type); "
        + "the interpreter gives \(expected)"
    case .noSuchOutput(let function):
      "\(function): this tensor is not among its outputs"
    case .noOutputAt(let function, let position, let count):
      "\(function): there is no output \(position); it has \(count), counted from 0"
    case .noOutputNamed(let function, let name, let outputs):
      "\(function): no output is called '\(name)'" + suggestion(for: name, in: outputs)
    case .outputAmbiguous(let function, let name):
      "\(function): several outputs are called '\(name)'; ask for them by position"
    case .outputType(let function, let output, let expected, let found):
      "\(function): output \(output) is \(found), and is asked for as \(expected)"
    case .notShared(let function, let name, let shared):
      "\(function): it reads no shared value '\(name)'" + suggestion(for: name, in: shared)
    case .replacementNotShared(let function, let name, let mistake?):
      "\(function): what replaces '\(name)' has no value: \(mistake)"
    case .replacementNotShared(let function, let name, nil):
      "\(function): '\(name)' is replaced by a tensor that is not shared; expected a Shared"
    case .replacedTwice(let function, let name):
      "\(function): '\(name)' is replaced twice"
    case .replacementType(let function, let name, let expected, let found):
      "\(function): '\(name)' is replaced by \(found); expected \(expected)"
    case .sharedByTwo(let function, let name, let first, let second):
      "\(function): '\(name)' would be both '\(first)' and '\(second)'; "
        + "expected different shared values"
    }
  }

  func error(at location: SourceLocation, notes: [Diagnostic.Note] = []) -> ModelError {
    ModelError([Diagnostic(location: location, message: description, notes: notes)])
  }
}

import GraphIR

/// Why there is no gradient of a cost with respect to a parameter.
///
/// These are the words that a user reads; no other file of the target has wording for them.
/// Costs, parameters and known gradients are counted from 0.
package enum GradientError: Error, Sendable, Equatable, CustomStringConvertible {
  case costNotScalar(Shape, cost: Int)
  case costNotFloatingPoint(ElementType, cost: Int)
  case notFloatingPoint(parameter: Int, ElementType)
  case disconnected(parameter: Int)
  case noGradient(operation: String, location: String)
  case knownGradientType(Int, expected: TensorType, found: TensorType)
  case knownTwice(Int)
  case vectorType(expected: TensorType, found: TensorType)
  case directionType(parameter: Int, expected: TensorType, found: TensorType)
  case directionCount(expected: Int, found: Int)

  package var description: String {
    switch self {
    case .costNotScalar(let shape, _):
      "gradient: the cost has shape \(shape); expected a single number (use sum or mean)"
    case .costNotFloatingPoint(let type, _):
      "gradient: the cost is \(type); expected Float or Double"
    case .notFloatingPoint(let parameter, let type):
      "gradient: parameter \(parameter) is \(type); expected Float or Double"
    case .disconnected(let parameter):
      "gradient: the cost does not depend on parameter \(parameter), or only through indices such as "
        + "labels"
    case .noGradient(let operation, let location):
      "gradient: \(operation) at \(location) has no gradient"
    case .knownGradientType(_, let expected, let found):
      "gradient: the known gradient is \(found); expected \(expected), the type of the tensor that it is for"
    case .knownTwice:
      "gradient: there are two known gradients of one tensor"
    case .vectorType(let expected, let found):
      "vectorJacobianProduct: the vector is \(found); expected \(expected), the type of the result"
    case .directionType(let parameter, let expected, let found):
      "jacobianVectorProduct: the direction of parameter \(parameter) is \(found); expected \(expected)"
    case .directionCount(let expected, let found):
      "jacobianVectorProduct: \(found) directions for \(expected) parameters; expected one for each"
    }
  }
}

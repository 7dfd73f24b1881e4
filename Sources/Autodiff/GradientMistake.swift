import GraphIR

/// Why there is no gradient of a cost with respect to a parameter.
///
/// These are the words that a user reads; no other file of the target has wording for them.
/// Parameters are counted from 0.
public enum GradientMistake: Error, Sendable, Equatable, CustomStringConvertible {
  case costNotScalar(Shape)
  case costNotFloatingPoint(ElementType)
  case notFloatingPoint(parameter: Int, ElementType)
  /// The cost does not depend on the parameter, or only through comparisons, casts to integers and
  /// the like, which pass no gradient on.
  case disconnected(parameter: Int)
  case noGradient(operation: String, location: String)

  public var description: String {
    switch self {
    case .costNotScalar(let shape):
      "gradient: the cost has shape \(shape); wanted a single number (use sum or mean)"
    case .costNotFloatingPoint(let type):
      "gradient: the cost is \(type); wanted Float or Double"
    case .notFloatingPoint(let parameter, let type):
      "gradient: parameter \(parameter) is \(type); wanted Float or Double"
    case .disconnected(let parameter):
      "gradient: the cost does not depend on parameter \(parameter), or only through operations "
        + "without a gradient such as comparisons"
    case .noGradient(let operation, let location):
      "gradient: \(operation) at \(location) has no gradient"
    }
  }
}

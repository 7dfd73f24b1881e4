/// What a gradient check can find: the words that a user reads.
package enum GradientCheckError: Error, Sendable, Equatable, CustomStringConvertible {
  case costNotFinite(Double)
  case noSlope
  case kinks(parameter: String, directions: Int)
  case differs(parameter: String, error: String, tolerance: String)
  case directionCount(Int)
  case tolerance(Double)

  package var description: String {
    switch self {
    case .costNotFinite(let cost):
      "the cost is \(cost.isNaN ? "NaN" : "\(cost)") at the point where gradients are compared; "
        + "expected a finite number"
    case .noSlope:
      "no parameter changes the cost, so that there is nothing to compare gradients with"
    case .kinks(let parameter, let directions):
      "the gradient by '\(parameter)' was not compared, since all \(directions) directions that "
        + "were tried have a kink of the cost; expected a point away from kinks, "
        + "such as another seed or fewer images give"
    case .differs(let parameter, let error, let tolerance):
      "the gradient by '\(parameter)' differs from finite differences by a relative error of "
        + "\(error); expected at most \(tolerance)"
    case .directionCount(let count):
      "\(count) directions are not possible; expected at least 1"
    case .tolerance(let tolerance):
      "a tolerance of \(tolerance) is not possible; expected a number of at least 0"
    }
  }
}

import Foundation

/// How symbolic gradients compare with finite differences.
public struct GradientReport: Sendable, CustomStringConvertible {
  /// How the gradient by one parameter compares.
  public struct Parameter: Sendable {
    public let name: String
    /// The slope of the cost along each direction: the gradient times the direction.
    public let symbolic: [Double]
    /// The same by finite differences.
    public let numeric: [Double]

    /// How far the slopes are apart, as a part of how large they are: 0 where all are 0.
    public var relativeError: Double {
      let distance = length(zip(symbolic, numeric).map { $0 - $1 })
      return distance == 0 ? 0 : distance / max(length(symbolic), length(numeric))
    }

    private func length(_ slopes: [Double]) -> Double {
      slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  /// The parameters, in the order in which they were given.
  public let parameters: [Parameter]
  /// The seed of the random directions.
  public let seed: Int
  /// The largest relative error that is allowed.
  public let tolerance: Double

  /// What is wrong, in words, or nothing.
  public var mistakes: [String] {
    // Where nothing has a slope, nothing was checked.
    guard parameters.contains(where: { $0.numeric.contains { $0 != 0 } }) else {
      return [GradientCheckMistake.noSlope.description]
    }
    // A slope that is no number makes an error that is none either, and no such error is small.
    return parameters.filter { !($0.relativeError <= tolerance) }.map { parameter in
      GradientCheckMistake.differs(
        parameter: parameter.name, error: Self.text(parameter.relativeError),
        tolerance: Self.text(tolerance)
      ).description
    }
  }

  /// Whether all gradients are right.
  public var isPassed: Bool { mistakes.isEmpty }

  /// A line for each parameter, and one with the seed.
  public var description: String {
    let width = parameters.map(\.name.count).max() ?? 0
    var lines = parameters.map { parameter in
      let padding = String(repeating: " ", count: width - parameter.name.count)
      let mark = parameter.relativeError <= tolerance ? "" : "  too large"
      return "\(parameter.name)\(padding)  relative error \(Self.text(parameter.relativeError))\(mark)"
    }
    lines.append("seed \(seed), tolerance \(Self.text(tolerance))")
    return lines.joined(separator: "\n")
  }

  private static func text(_ error: Double) -> String { String(format: "%.1e", error) }
}

/// What a gradient check can find: the words that a user reads.
enum GradientCheckMistake: Error, Sendable, Equatable, CustomStringConvertible {
  case noSlope
  case differs(parameter: String, error: String, tolerance: String)
  case directionCount(Int)
  case imageCount(Int, largest: Int)
  case tolerance(Double)

  var description: String {
    switch self {
    case .noSlope:
      "no parameter changes the cost, so that there is nothing to compare gradients with"
    case .differs(let parameter, let error, let tolerance):
      "the gradient by '\(parameter)' differs from finite differences by a relative error of \(error); "
        + "wanted at most \(tolerance)"
    case .directionCount(let count):
      "\(count) directions are not possible; wanted at least 1"
    case .imageCount(let count, let largest):
      "\(count) images are not possible; wanted 1 to \(largest)"
    case .tolerance(let tolerance):
      "a tolerance of \(tolerance) is not possible; wanted a number of at least 0"
    }
  }
}

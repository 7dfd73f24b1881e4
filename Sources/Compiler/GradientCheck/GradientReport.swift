import Foundation

/// How symbolic gradients compare with finite differences.
public struct GradientReport: Sendable, CustomStringConvertible {
  /// How the gradient by one parameter compares.
  public struct Parameter: Sendable {
    /// The name of the parameter.
    public let name: String
    /// The slope of the cost along each direction: the gradient times the direction.
    public private(set) var symbolic: [Double] = []
    /// The same by finite differences.
    public private(set) var numeric: [Double] = []
    /// The number of directions that were skipped, since the cost has a kink along them, where no
    /// difference equals the gradient.
    public private(set) var skippedDirections = 0
    /// What rounding may have added to a numeric slope.
    private var rounding = 0.0

    init(name: String) { self.name = name }

    /// Adds what was found along a direction.
    mutating func add(symbolic slope: Double, _ measured: DirectionalDerivative) {
      switch measured {
      case .value(let numericSlope, let rounding):
        symbolic.append(slope)
        numeric.append(numericSlope)
        self.rounding = max(self.rounding, rounding)
      case .kink:
        skippedDirections += 1
      }
    }

    /// The distance between symbolic and numeric slopes beyond what rounding explains, relative to
    /// the longer of the two: 0 where all are 0.
    public var relativeError: Double {
      let distance = length(zip(symbolic, numeric).map { $0 - $1 })
      let explained = 2 * rounding * Double(numeric.count).squareRoot()
      return distance <= explained
        ? 0 : (distance - explained) / max(length(symbolic), length(numeric))
    }

    /// Whether no direction could be compared.
    var isSkipped: Bool { numeric.isEmpty }

    /// Whether the parameter changes the cost by more than rounding does.
    var hasSlope: Bool { numeric.contains { !(abs($0) <= rounding) } }

    private func length(_ slopes: [Double]) -> Double {
      slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  /// The cost, where it is no finite number and gradients could not be compared.
  let cost: Double?
  /// The parameters, in the order in which they were given.
  public let parameters: [Parameter]
  /// The seed of the random directions.
  public let seed: Int
  /// The largest relative error that is allowed.
  public let tolerance: Double

  /// What is wrong, in words, or nothing.
  public var mistakes: [String] {
    if let cost { return [GradientCheckError.costNotFinite(cost).description] }
    // Where nothing has a slope, nothing was checked.
    guard parameters.contains(where: { $0.hasSlope || $0.isSkipped }) else {
      return [GradientCheckError.noSlope.description]
    }
    return parameters.filter { !isRight($0) }.map { parameter in
      let mistake: GradientCheckError =
        parameter.isSkipped
        ? .kinks(parameter: parameter.name, directions: parameter.skippedDirections)
        : .differs(
          parameter: parameter.name, error: Self.text(parameter.relativeError),
          tolerance: Self.text(tolerance))
      return mistake.description
    }
  }

  /// A slope that is no number makes an error that is none either, and no such error is small.
  private func isRight(_ parameter: Parameter) -> Bool {
    !parameter.isSkipped && parameter.relativeError <= tolerance
  }

  /// Whether all gradients are right.
  public var isPassed: Bool { mistakes.isEmpty }

  /// A line for each parameter, and one with the seed.
  public var description: String {
    let width = parameters.map(\.name.count).max() ?? 0
    var lines = parameters.map { parameter in
      let padding = String(repeating: " ", count: width - parameter.name.count)
      let count = parameter.skippedDirections
      let skipped = "\(count) direction\(count == 1 ? "" : "s") with a kink skipped"
      if parameter.isSkipped { return "\(parameter.name)\(padding)  not compared, \(skipped)" }
      return "\(parameter.name)\(padding)  relative error \(Self.text(parameter.relativeError))"
        + (count == 0 ? "" : ", \(skipped)") + (isRight(parameter) ? "" : "  too large")
    }
    lines.append("seed \(seed), tolerance \(Self.text(tolerance))")
    return lines.joined(separator: "\n")
  }

  private static func text(_ error: Double) -> String { String(format: "%.1e", error) }
}

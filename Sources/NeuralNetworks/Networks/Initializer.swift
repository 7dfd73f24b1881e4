import Foundation
import Frontend
import GraphIR
import RandomNumbers

/// What the parameters of a layer start from.
public enum Initializer: Sendable, Equatable {
  /// Uniform within `sqrt(6 / (inputs + outputs))` of a unit: the tutorial's (Glorot and Bengio,
  /// 2010).
  case glorot
  /// Normal with the standard deviation `sqrt(2 / inputs)` of a unit, for rectified units (He,
  /// Zhang, Ren and Sun, 2015).
  case he
  /// Normal about 0 with the given standard deviation.
  case normal(deviation: Double)
  /// Uniform between the negative bound and the bound.
  case uniform(bound: Double)
  /// All the given number.
  case constant(Float)

  /// All 0.
  public static let zeros = Initializer.constant(0)
  /// All 1.
  public static let ones = Initializer.constant(1)

  /// Whether the numbers are drawn.
  var isRandom: Bool {
    if case .constant = self { false } else { true }
  }

  /// What is wrong with its numbers, if anything.
  var problem: NetworkError? {
    switch self {
    case .glorot, .he: nil
    case .normal(let deviation):
      deviation >= 0 && Float(deviation).isFinite
        ? nil
        : .number("the initial deviation", deviation, expected: "a finite number of at least 0")
    case .uniform(let bound):
      bound >= 0 && Float(bound).isFinite
        ? nil : .number("the initial bound", bound, expected: "a finite number of at least 0")
    case .constant(let value):
      value.isFinite
        ? nil : .number("the initial value", Double(value), expected: "a finite number")
    }
  }

  /// The numbers of a parameter. They are drawn in Double.
  func values(
    _ shape: Shape, fans: (inputs: Int, outputs: Int), random: inout RandomState
  ) throws -> [Float] {
    func uniform(_ bound: Double) throws -> [Float] {
      try random.uniform(low: -bound, high: bound, shape: shape.extents).map { Float($0) }
    }
    func normal(_ deviation: Double) throws -> [Float] {
      try random.normal(standardDeviation: deviation.magnitude, count: shape.elementCount).map {
        Float($0)
      }
    }
    let inputs = Double(max(1, fans.inputs))
    switch self {
    case .glorot: return try uniform((6 / (inputs + Double(max(0, fans.outputs)))).squareRoot())
    case .he: return try normal((2 / inputs).squareRoot())
    case .normal(let deviation): return try normal(deviation)
    case .uniform(let bound): return try uniform(bound)
    case .constant(let value): return [Float](repeating: value, count: shape.elementCount)
    }
  }
}

import Foundation
import NeuralNetworks

/// The measure of the errors in validation and test.
public enum Measure: String, Sendable, CaseIterable {
  /// The error rate, printed in percent.
  case errorRate = "error_rate"
  /// The mean squared error (MSE), printed as a number.
  case meanSquaredError = "mean_squared_error"

  /// The name that follows `validation` or `test` in a line.
  public var name: String {
    switch self {
    case .errorRate: "error"
    case .meanSquaredError: "MSE"
    }
  }

  /// A measured value as text: `7.91 %`, or `0.02143`.
  public func text(_ value: Double) -> String {
    switch self {
    case .errorRate: String(format: "%.2f %%", value * 100)
    case .meanSquaredError: String(format: "%.4g", value)
    }
  }
}

extension ModelExpressions.Prediction {
  /// The measure for a kind of prediction.
  public var measure: Measure {
    switch self {
    case .classes: .errorRate
    case .numbers: .meanSquaredError
    }
  }
}

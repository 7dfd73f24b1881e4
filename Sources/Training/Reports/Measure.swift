import Foundation
import NeuralNetworks

/// How wrong a model's answers are, in validation and test.
public enum Measure: String, Sendable, CaseIterable {
  /// The fraction of wrong answers, printed in percent.
  case errorRate = "error_rate"
  /// The mean of the squared differences between what was to be said and what was, printed as a
  /// number.
  case meanSquaredError = "mean_squared_error"

  /// What it is called in a line after `validation` or `test`.
  public var name: String {
    switch self {
    case .errorRate: "error"
    case .meanSquaredError: "squared error"
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
  /// What is measured of the prediction.
  public var measure: Measure {
    switch self {
    case .classes: .errorRate
    case .numbers: .meanSquaredError
    }
  }
}

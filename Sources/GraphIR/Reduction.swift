/// How the elements along some axes become one.
public enum Reduction: String, Sendable, Hashable, CaseIterable {
  /// The sum; 0 of no elements.
  case sum
  /// The product; 1 of no elements.
  case product = "prod"
  /// The largest element; NaN where any is NaN.
  case maximum = "max"
  /// The smallest element; NaN where any is NaN.
  case minimum = "min"

  /// The result for no elements at all, where there is one.
  package var neutral: Double? {
    switch self {
    case .sum: 0
    case .product: 1
    case .maximum, .minimum: nil
    }
  }

  /// Whether the result is the first element to begin with, so that there has to be one.
  package var startsWithFirst: Bool { neutral == nil }

  /// What makes one result of two.
  package var function: ElementwiseFunction {
    switch self {
    case .sum: .add
    case .product: .multiply
    case .maximum: .maximum
    case .minimum: .minimum
    }
  }
}

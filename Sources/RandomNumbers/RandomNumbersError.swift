import Diagnostics

/// What can be wrong with a request for random numbers; the wording of every message is here.
public enum RandomNumbersError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A seed that does not fit in 32 bits.
  case seedOutOfRange(Int)
  /// A count below zero.
  case negativeCount(Int)
  /// A shape with an axis below zero, or with more elements than an array can hold.
  case invalidShape([Int])
  /// An interval of integers with nothing in it.
  case emptyRange(low: Int, high: Int)
  /// Bounds whose difference is not a finite number.
  case unboundedInterval(low: Double, high: Double)
  /// A standard deviation with a minus sign.
  case negativeStandardDeviation(Double)
  /// More numbers than the system has memory for.
  case memory(MemoryError)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .seedOutOfRange(let seed):
      "a seed must lie in 0...4294967295 (32 bits), but \(seed) was given"
    case .negativeCount(let count):
      "cannot draw \(count) random numbers: the count must not be negative"
    case .invalidShape(let shape):
      "cannot draw random numbers of shape \(shape): the sizes must not be negative, and an array "
        + "must be able to hold their product"
    case .emptyRange(let low, let high):
      "cannot draw integers from \(low) up to but not including \(high): there are none"
    case .unboundedInterval(let low, let high):
      "cannot draw uniformly between \(low) and \(high): their difference is not a finite number"
    case .negativeStandardDeviation(let standardDeviation):
      "a standard deviation must not be negative, but \(standardDeviation) was given"
    case .memory(let error):
      error.description
    }
  }
}

/// The loss of training steps over their learning rates, which grow from step to step.
public struct LearningRateCurve: Sendable, Equatable {
  /// A training step.
  public struct Point: Sendable, Equatable {
    /// The learning rate.
    public let rate: Double
    /// The mean of the losses so far, in which older ones count less.
    public let loss: Double
  }

  /// The share of the losses before in the mean.
  private static let smoothing = 0.9
  /// How many times the lowest loss ends the test.
  private static let largestRise = 4.0

  /// The steps, in the order of their rates.
  public private(set) var points: [Point] = []
  private var mean = 0.0
  private var weight = 0.0
  private var lowest = Double.infinity

  init() {}

  /// Adds a step.
  ///
  /// - Returns: whether the test goes on: the loss is a number, and not far above the lowest.
  mutating func add(loss: Double, rate: Double) -> Bool {
    guard loss.isFinite else { return false }
    mean = Self.smoothing * mean + (1 - Self.smoothing) * loss
    weight = Self.smoothing * weight + (1 - Self.smoothing)
    let smoothed = mean / weight
    points.append(Point(rate: rate, loss: smoothed))
    lowest = min(lowest, smoothed)
    return smoothed <= Self.largestRise * lowest
  }

  /// The rate at which the loss falls fastest, over the logarithm of the rate; `nil` if it never
  /// falls.
  public var suggestion: Double? {
    // Differences over several steps, so that the noise of single minibatches does not decide.
    let distance = max(1, points.count / 20)
    let slopes = points.indices.dropFirst(distance).dropLast(distance).map { index in
      (
        rate: points[index].rate,
        change: points[index + distance].loss - points[index - distance].loss
      )
    }
    guard let steepest = slopes.min(by: { $0.change < $1.change }), steepest.change < 0 else {
      return nil
    }
    return steepest.rate
  }
}

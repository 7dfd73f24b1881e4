/// The directional derivative of a cost, by central differences whose steps shrink until two agree.
///
/// A network with ReLU or max-pooling is smooth between kinks. A step across a kink gives neither
/// the derivative before it nor the one behind it, and half the step gives a third number: where no
/// two steps agree, there is no derivative that a gradient could be compared with.
enum DirectionalDerivative {
  /// The derivative, and what rounding may have added to it.
  case value(Double, rounding: Double)
  /// A kink nearer than the smallest step that rounding allows.
  case kink

  /// The largest relative difference of the slopes of two steps that agree.
  private static let agreement = 2e-7
  /// The rounding error of a cost that is reckoned with, in halves of a unit in the last place.
  private static let roundings = 32.0
  /// The first step, for costs of Double: the error of the difference is about its square.
  private static let largestStep = smallestStep.squareRoot()
  /// The last step, for costs of Double: half of their digits are left.
  private static let smallestStep = Double.ulpOfOne.squareRoot()

  /// - Parameters:
  ///   - cost: the cost at a distance from the point, to either side.
  ///   - middle: the cost at the point.
  init(middle: Double, _ cost: (Double) throws -> Double) rethrows {
    var step = Self.largestStep
    var wide = try Differences(step: step, middle: middle, cost)
    while true {
      step /= 2
      let narrow = try Differences(step: step, middle: middle, cost)
      guard narrow.slope.isFinite else {
        self = .value(narrow.slope, rounding: 0)
        return
      }
      let rounding = Self.roundings / 2 * Double.ulpOfOne * narrow.magnitude / step
      let allowed = Self.agreement * abs(narrow.slope)
      if narrow.disagreement(with: wide) <= max(allowed, rounding) {
        self = .value(narrow.slope, rounding: rounding)
        return
      }
      guard 2 * rounding <= allowed, step > Self.smallestStep else {
        self = .kink
        return
      }
      wide = narrow
    }
  }

  /// The differences of a cost between a point and its neighbours at one distance.
  private struct Differences {
    /// The slope from one neighbour to the other.
    let slope: Double
    /// The second difference, divided by the step: the slope after the point less the one before
    /// it.
    let secondDifference: Double
    /// The largest of the costs.
    let magnitude: Double

    init(step: Double, middle: Double, _ cost: (Double) throws -> Double) rethrows {
      let (before, after) = (try cost(-step), try cost(step))
      slope = (after - before) / (2 * step)
      secondDifference = ((after - middle) - (middle - before)) / step
      magnitude = max(abs(before), abs(middle), abs(after))
    }

    /// How far these differences are from those of twice the distance.
    ///
    /// The second difference of a smooth cost doubles with the distance, that of a kink at the
    /// point stays. A kink elsewhere is seen by at least one of the two: at a third of the larger
    /// distance by the slope, near the point by the second difference.
    func disagreement(with wide: Differences) -> Double {
      max(abs(slope - wide.slope), abs(wide.secondDifference - 2 * secondDifference))
    }
  }
}

/// The slope of a cost along a line, by central differences whose steps shrink until two agree.
///
/// A network with ReLU or max-pooling is smooth between corners. A step across a corner gives neither
/// the slope before it nor the one behind it, and half the step gives a third number: where no two
/// steps agree, the line has no slope that a gradient could be compared with.
enum LineSlope {
  /// A slope, and what rounding may have added to it.
  case slope(Double, rounding: Double)
  /// A corner nearer than the smallest step that rounding allows.
  case corner

  /// How far the slopes of two steps may be apart, as a part of how large they are.
  private static let agreement = 2e-7
  /// The roundings of a cost, each of half the distance from 1 to the next number, times the cost.
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
        self = .slope(narrow.slope, rounding: 0)
        return
      }
      let rounding = Self.roundings / 2 * Double.ulpOfOne * narrow.magnitude / step
      let allowed = Self.agreement * abs(narrow.slope)
      if narrow.disagreement(with: wide) <= max(allowed, rounding) {
        self = .slope(narrow.slope, rounding: rounding)
        return
      }
      guard 2 * rounding <= allowed, step > Self.smallestStep else {
        self = .corner
        return
      }
      wide = narrow
    }
  }

  /// The differences of a cost between a point and its neighbours at one distance.
  private struct Differences {
    /// The slope from one neighbour to the other.
    let slope: Double
    /// The slope after the point less the slope before it.
    let bend: Double
    /// The largest of the costs.
    let magnitude: Double

    init(step: Double, middle: Double, _ cost: (Double) throws -> Double) rethrows {
      let (before, after) = (try cost(-step), try cost(step))
      slope = (after - before) / (2 * step)
      bend = ((after - middle) - (middle - before)) / step
      magnitude = max(abs(before), abs(middle), abs(after))
    }

    /// How far these differences are from those of twice the distance.
    ///
    /// The bend of a smooth cost doubles with the distance, that of a corner at the point stays. A
    /// corner elsewhere is seen by at least one of the two: at a third of the larger distance by the
    /// slope, near the point by the bend.
    func disagreement(with wide: Differences) -> Double {
      max(abs(slope - wide.slope), abs(wide.bend - 2 * bend))
    }
  }
}

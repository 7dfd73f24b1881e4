import Foundation

/// An axis of a chart: its range, its round tick values, and the place of a value along it.
struct Axis: Equatable {
  /// How values are placed.
  enum Scale: Equatable {
    case linear, logarithmic
  }

  let scale: Scale
  /// The values at the two ends.
  let range: ClosedRange<Double>
  /// The round values within the range, in increasing order.
  let ticks: [Double]

  init(scale: Scale, range: ClosedRange<Double>, ticks: [Double]) {
    self.scale = scale
    self.range = range
    self.ticks = ticks
  }

  /// A value that can be placed: scales of greater or smaller ones have ends or steps that no
  /// `Double` has.
  static func placeable(_ value: Double) -> Double {
    abs(value) >= 1 / greatest ? min(max(value, -greatest), greatest) : 0
  }

  private static let greatest = 1e150
  /// The least distance of two ticks, as a part of the values: nearer ones may be the same number.
  private static let leastSpan = 1e-9

  /// The factor between the least and the greatest value from which a logarithm shows more.
  private static let logarithmicFrom = 50.0

  /// An axis of which both ends are ticks. It begins at 0 where the values come near to it, and is
  /// logarithmic where they are positive and differ by orders of magnitude.
  init(around values: [Double], ticks count: Int) {
    let values = values.map(Self.placeable)
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    if least > 0, greatest / least >= Self.logarithmicFrom {
      self.init(logarithmicFrom: least, to: greatest)
      return
    }
    let low = least > 0 && least < 0.6 * greatest ? 0 : least
    let leastSpan = Self.leastSpan * max(abs(greatest), abs(low))
    let span = greatest > low ? max(greatest - low, leastSpan) : max(abs(greatest), 1)
    let step = Self.roundStep(span / Double(count))
    // A value that is a tick, but for rounding, needs no further one.
    let first = (low / step + 1e-9).rounded(.down)
    let last = max(first + 1, (greatest / step - 1e-9).rounded(.up))
    self.init(
      scale: .linear, range: first * step...last * step,
      ticks: (0...Int(last - first)).map { (first + Double($0)) * step })
  }

  /// An axis from 0 to a count, whose ticks are whole numbers.
  init(upTo end: Double, ticks count: Int) {
    let end = max(0, Self.placeable(end))
    let step = max(1, Self.roundStep(end / Double(count)))
    self.init(
      scale: .linear, range: 0...max(end, .leastNormalMagnitude),
      ticks: (0...Int(end / step + 1e-9)).map { Double($0) * step })
  }

  private init(logarithmicFrom least: Double, to greatest: Double) {
    let low = floor(log10(least) + 1e-9)
    let high = max(low + 1, ceil(log10(greatest) - 1e-9))
    let stride = max(1, Int((high - low) / 6))
    self.init(
      scale: .logarithmic, range: pow(10, low)...pow(10, high),
      ticks: Swift.stride(from: 0, through: Int(high - low), by: stride).map {
        pow(10, low + Double($0))
      })
  }

  /// The least of 1, 2 and 5 times a power of ten that is not below a number.
  static func roundStep(_ least: Double) -> Double {
    guard least > 0, least.isFinite else { return 1 }
    let power = pow(10, floor(log10(least)))
    let factor = [1.0, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10
    return factor * power
  }

  /// The place of a value, from 0 at the lower end to 1 at the upper.
  func position(of value: Double) -> Double {
    switch scale {
    case .linear:
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      let (low, high) = (log10(range.lowerBound), log10(range.upperBound))
      return (log10(max(value, range.lowerBound)) - low) / (high - low)
    }
  }

  /// A tick as text, with as many decimals as the distance of the ticks needs.
  func text(of tick: Double) -> String {
    let step =
      scale == .logarithmic || ticks.count < 2 ? abs(tick) : ticks[1] - ticks[0]
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    if largest >= 1e6 || (step > 0 && step < 0.9e-4) { return String(format: "%.3g", tick) }
    let decimals = step > 0 ? max(0, Int(-floor(log10(step) + 1e-9))) : 0
    return String(format: "%.\(decimals)f", tick == 0 ? 0 : tick)
  }
}

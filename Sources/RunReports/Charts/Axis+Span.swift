import Foundation

extension Axis {
  /// The most ticks between the ends of a span.
  private static let mostTicks = 7
  /// The number of ticks that makes a logarithmic scale plain.
  private static let leastTicks = 4
  /// The distance of 0 from the least positive value on a logarithmic axis, as a part of the rest.
  private static let zeroShare = 0.25

  /// An axis whose ends are the least and the greatest of some values, on the scale on which they
  /// are spread more evenly. Where that is the logarithmic one, a 0 among them is at the lower end,
  /// at a distance from the others.
  init(spanning values: [Double]) {
    let values = Set(values.map(Self.placeable)).sorted()
    let (least, greatest) = (values.first ?? 0, values.last ?? 1)
    let linear = Axis(
      scale: .linear, range: least...greatest, ticks: Self.linearTicks(least, greatest))
    let positive = values.filter { $0 > 0 }
    guard least >= 0, let low = positive.first, low < greatest else {
      self = linear
      return
    }
    let end = least > 0 ? low : low * pow(low / greatest, Self.zeroShare)
    let logarithmic = Axis(
      scale: .logarithmic, range: end...greatest,
      ticks: (least > 0 ? [] : [0]) + Self.logarithmicTicks(low, greatest))
    let isLogarithmic = logarithmic.unevenness(of: values) < linear.unevenness(of: values) - 1e-9
    self = isLogarithmic ? logarithmic : linear
  }

  /// How far values in increasing order are from equal distances.
  private func unevenness(of values: [Double]) -> Double {
    values.enumerated().reduce(0) { sum, next in
      sum + abs(position(of: next.element) - Double(next.offset) / Double(values.count - 1))
    }
  }

  private static func linearTicks(_ low: Double, _ high: Double) -> [Double] {
    guard low < high else { return [low] }
    let step = roundStep((high - low) / Double(mostTicks - 2))
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    return (0...Int(max(0, last - first))).map { (first + Double($0)) * step }
  }

  /// Powers of ten with those of their multiples that there is room for.
  private static func logarithmicTicks(_ low: Double, _ high: Double) -> [Double] {
    let powers = Int(floor(log10(low)))...Int(ceil(log10(high)))
    let span = low * (1 - 1e-9)...high * (1 + 1e-9)
    let densities: [(factors: [Double], stride: Int)] = [
      ([1, 2, 5], 1), ([1, 3], 1), ([1], 1), ([1], 2), ([1], 5),
    ]
    for (factors, stride) in densities {
      let ticks = powers.filter { $0.isMultiple(of: stride) }.flatMap { power -> [Double] in
        let unit = pow(10, Double(power))
        return factors.map { $0 * unit }
      }.filter(span.contains)
      guard ticks.count <= mostTicks else { continue }
      // Within a power of ten, equal distances give more of them.
      let linear = linearTicks(low, high)
      return ticks.count < leastTicks && linear.count > ticks.count ? linear : ticks
    }
    return [low, high]
  }
}

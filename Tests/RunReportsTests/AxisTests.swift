import Testing

@testable import RunReports

struct AxisTests {
  private static let rounded: [([Double], [String])] = [
    ([0.2, 9.3], ["0", "2", "4", "6", "8", "10"]),
    ([1.81, 0.91], ["0.0", "0.5", "1.0", "1.5", "2.0"]),
    ([0.0012, 0.0009], ["0.0009", "0.0010", "0.0011", "0.0012"]),
    ([-3.5, 12], ["-5", "0", "5", "10", "15"]),
    ([7, 7], ["6", "8"]),
    ([0, 0], ["0.0", "0.2"]),
    ([], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([3, 1500], ["1", "10", "100", "1000", "10000"]),
    ([0.002, 0.3], ["0.001", "0.01", "0.1", "1"]),
    ([2e6, 9e6], ["0", "2e+06", "4e+06", "6e+06", "8e+06", "1e+07"]),
  ]

  @Test(arguments: rounded)
  func roundTicksAroundValues(values: [Double], ticks: [String]) {
    let axis = Axis(around: values, ticks: 5)
    #expect(axis.ticks.map(axis.text) == ticks)
    #expect(axis.ticks.first == axis.range.lowerBound)
    for value in values { #expect((-1e-9...1 + 1e-9).contains(axis.position(of: value))) }
  }

  @Test(arguments: [
    (1.0, ["0", "1"]), (3.0, ["0", "1", "2", "3"]), (15.0, ["0", "5", "10", "15"]),
    (200.0, ["0", "50", "100", "150", "200"]), (0.4, ["0"]), (7.5, ["0", "2", "4", "6"]),
  ])
  func wholeTicksOfACount(end: Double, ticks: [String]) {
    let axis = Axis(upTo: end, ticks: 6)
    #expect(axis.ticks.map(axis.text) == ticks)
    #expect(axis.position(of: end) == 1)
  }

  @Test func aLogarithmHasEqualDistancesForEqualFactors() {
    let axis = Axis(around: [1, 1000], ticks: 5)
    #expect(axis.scale == .logarithmic)
    #expect(abs(axis.position(of: 10) - 1.0 / 3) < 1e-12)
    #expect(Axis(around: [1, 49], ticks: 5).scale == .linear)
    #expect(Axis(around: [0, 1000], ticks: 5).scale == .linear)
  }

  @Test(arguments: [
    [1e308, -1e308], [.leastNonzeroMagnitude, 1e308], [.infinity, 1], [.nan, 1],
    [1, 1.0000000000000002],
    [1e150, 1e-150], [-1, -1.0000000000000002], [9.2e18, 9.3e18],
    [.leastNonzeroMagnitude, 3 * .leastNonzeroMagnitude],
  ])
  func extremeValuesHaveAnAxis(values: [Double]) {
    let placed = values.map(Axis.placeable)
    for axis in [Axis(around: values, ticks: 5), Axis(spanning: values)] {
      #expect(!axis.ticks.isEmpty && axis.ticks.allSatisfy(\.isFinite))
      for tick in axis.ticks { #expect(!axis.text(of: tick).isEmpty) }
      // An axis of one value has no length, and its users place it themselves.
      for value in placed where axis.range.lowerBound < axis.range.upperBound {
        #expect(axis.position(of: value).isFinite, "\(value) in \(axis)")
      }
    }
    for value in values { #expect(!Axis(upTo: value, ticks: 6).ticks.isEmpty) }
  }
}

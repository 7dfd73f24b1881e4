import TestSupport
import Testing

@testable import TensorBoard

@Suite struct HistogramTests {
  @Test func valuesOfEachSign() throws {
    let histogram = try #require(Histogram(of: [1, 1.0625, 1.125, -0.0, 0, -1, -1.0625, 3]))
    #expect(histogram.count == 8)
    #expect(histogram.minimum == -1.0625)
    #expect(histogram.maximum == 3)
    #expect(histogram.sum == 4.125)
    #expect(histogram.sumOfSquares == 14.5234375)
    #expect(
      histogram.buckets == [
        bucket(-1, 2), bucket(0, 0), bucket(0x1p-129, 2), bucket(1, 0), bucket(1.125, 2),
        bucket(1.25, 1), bucket(3, 0), bucket(3.25, 1),
      ])
  }

  @Test func whatIsNotFiniteIsLeftOut() throws {
    let histogram = try #require(Histogram(of: [.nan, .infinity, -.infinity, 2]))
    #expect(histogram.count == 1)
    #expect(histogram.buckets == [bucket(2.25, 1)])
    #expect(histogram.maximum == 2)
    #expect(Histogram(of: [.nan]) == nil)
    #expect(Histogram(of: []) == nil)
  }

  @Test func theEndsOfTheRange() {
    let largest = Float.greatestFiniteMagnitude
    let least = Float.leastNonzeroMagnitude
    #expect(
      Histogram(of: [-largest, -least, least, largest])?.buckets == [
        bucket(-0x1.Ep127, 1), bucket(-0x1p-129, 0), bucket(0, 1), bucket(0x1p-129, 1),
        bucket(0x1.Ep127, 0), bucket(0x1p128, 1),
      ])
  }

  /// Each value lies between the limit of the bucket before and that of its own.
  @Test func randomValues() throws {
    var generator = SeededGenerator.announced()
    let values = (0..<10_000).map { _ in
      Float(bitPattern: UInt32.random(in: 0...(.max), using: &generator))
    }
    .filter(\.isFinite)
    let buckets = try #require(Histogram(of: values)).buckets
    let limits = buckets.map(\.upperLimit)
    #expect(limits == limits.sorted())
    #expect(Set(limits).count == limits.count)
    #expect(buckets.reduce(0) { $0 + $1.count } == values.count)
    var lower = -Double.infinity
    for bucket in buckets {
      let (low, high) = (lower, bucket.upperLimit)
      // Edges belong to the bucket that is farther from zero.
      let inside = values.count {
        let value = Double($0)
        return value < 0 ? low < value && value <= high : low <= value && value < high
      }
      #expect(inside == bucket.count, "\(low) to \(high)")
      lower = high
    }
  }

  private func bucket(_ upperLimit: Double, _ count: Int) -> Histogram.Bucket {
    Histogram.Bucket(upperLimit: upperLimit, count: count)
  }
}

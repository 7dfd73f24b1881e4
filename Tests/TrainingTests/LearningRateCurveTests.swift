import Foundation
import Testing

@testable import Training

@Suite struct LearningRateCurveTests {
  private static let rates = (0..<100).map { pow(10, Double($0) / 20 - 4) }

  /// A curve of losses over rates.
  private func curve(_ loss: (Double) -> Double) -> (curve: LearningRateCurve, isCut: Bool) {
    var curve = LearningRateCurve()
    for rate in Self.rates where !curve.add(loss: loss(rate), rate: rate) { return (curve, true) }
    return (curve, false)
  }

  @Test func theSteepestFallIsFound() throws {
    // Falls about a rate of 0.01, over the logarithm of the rate.
    let found = curve { 2 - 1 / (1 + exp(-4 * (log10($0) + 2))) }.curve.suggestion
    let rate = try #require(found)
    // The mean of losses lags behind by some steps.
    #expect((0.01...0.05).contains(rate), "\(rate)")
  }

  @Test func aLossThatNeverFallsHasNoRate() {
    let rising = curve { 1 + $0 }
    #expect(rising.curve.suggestion == nil)
    #expect(LearningRateCurve().suggestion == nil)
  }

  @Test func theTestEndsWhereTheLossExplodes() throws {
    let exploding = curve { $0 < 0.1 ? 1 : 100 }
    #expect(exploding.isCut)
    let last = try #require(exploding.curve.points.last)
    #expect(last.rate < 0.2)
    let infinite = curve { $0 < 0.1 ? 1 : .infinity }
    #expect(infinite.isCut)
    let isFinite = infinite.curve.points.allSatisfy { $0.loss.isFinite }
    #expect(isFinite)
    let constant = curve { _ in 1 }
    #expect(!constant.isCut)
  }

  @Test func theFirstLossCountsWhole() throws {
    let first = try #require(curve { _ in 3 }.curve.points.first)
    #expect(abs(first.loss - 3) < 1e-12)
  }
}

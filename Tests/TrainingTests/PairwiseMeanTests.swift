import TestSupport
import Testing
import Training

@Suite struct PairwiseMeanTests {
  private struct Means: Decodable {
    struct Case: Decodable {
      var length: Int
      var mean: Double
    }
    var cases: [Case]
  }

  /// See `make_pairwise_mean.py`.
  @Test func everyBranchRoundsAsNumPy() throws {
    let cases = try Vectors.load("References/pairwise_mean.json", as: Means.self).cases
    #expect(cases.count == 30)
    let values = (0..<(cases.map(\.length).max() ?? 0)).map(fraction)
    for testCase in cases {
      let mean = pairwiseMean(of: Array(values.prefix(testCase.length)))
      #expect(mean == testCase.mean, "\(testCase.length) values")
    }
  }

  @Test func noValuesHaveNoMean() { #expect(pairwiseMean(of: []).isNaN) }

  private func fraction(_ index: Int) -> Double {
    var hash = UInt32(index + 1) &* 0x9E37_79B1
    hash ^= hash >> 16
    hash &*= 0x85EB_CA6B
    hash ^= hash >> 13
    hash &*= 0xC2B2_AE35
    hash ^= hash >> 16
    return Double(hash % 10_000) / 10_000
  }
}

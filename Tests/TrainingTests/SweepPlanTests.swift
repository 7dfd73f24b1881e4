import Foundation
import Testing

@testable import Training

@Suite struct SweepPlanTests {
  private func plan(
    _ variations: [String], trials: Int? = nil, seed: Int = 1
  ) throws -> SweepPlan {
    try SweepPlan(variations.map(SweepVariation.init), trials: trials, seed: seed)
  }

  @Test func aGridHasAllCombinations() throws {
    let grid = try plan(["rate=0.1,0.03", "filters=16,32,64"])
    #expect(grid.options == ["rate", "filters"])
    #expect(
      grid.trials == [
        ["0.1", "16"], ["0.1", "32"], ["0.1", "64"], ["0.03", "16"], ["0.03", "32"],
        ["0.03", "64"],
      ])
    #expect(try plan(["rate=0.1,0.03", "filters=16,32,64"], trials: 6) == grid)
    let some = try plan(["rate=0.1,0.03", "filters=16,32,64"], trials: 4)
    #expect(some.trials.count == 4)
    #expect(Set(some.trials).count == 4)
    #expect(some.trials.allSatisfy { grid.trials.contains($0) })
    #expect(grid.trialsWithNewValues(atMost: 9) == [0, 1, 2, 3])
    #expect(grid.trialsWithNewValues(atMost: 2) == [0, 1])
    #expect(grid.words(of: 2) == ["--rate", "0.1", "--filters", "64"])
  }

  @Test func rangesAreSearchedAtRandom() throws {
    let options = ["rate=0.001..0.1", "units=10..20", "shift=-1.5..1.5", "name=a,b"]
    let search = try plan(options, trials: 200)
    #expect(try plan(options, trials: 200) == search)
    #expect(try plan(options, trials: 200, seed: 2) != search)
    let rates = search.trials.compactMap { Double($0[0]) }
    #expect(rates.allSatisfy { (0.001...0.1).contains($0) })
    // Uniform in the logarithm: half of the rates are below the geometric mean.
    #expect((70...130).contains(rates.count { $0 < 0.01 }))
    let units = search.trials.compactMap { Int($0[1]) }
    #expect(Set(units) == Set(10...20))
    let shifts = search.trials.compactMap { Double($0[2]) }
    #expect(shifts.allSatisfy { (-1.5...1.5).contains($0) })
    #expect((70...130).contains(shifts.count { $0 < 0 }))
    #expect(Set(search.trials.map { $0[3] }) == ["a", "b"])
  }

  @Test func valuesAreNotRoundedOutOfTheirRange() throws {
    let range = 0.0012344...0.0012346
    let search = try plan(["rate=\(range.lowerBound)..\(range.upperBound)"], trials: 100)
    let rates = search.trials.compactMap { Double($0[0]) }
    #expect(!rates.isEmpty && rates.allSatisfy(range.contains), "\(rates)")
    #expect(try plan(["rate=0.12345..0.12345"], trials: 5).trials == [["0.12345"]])
  }

  @Test func noTrialIsRepeated() throws {
    let search = try plan(["units=1..4", "name=a,b"], trials: 6)
    #expect(Set(search.trials).count == 6)
    #expect(try Set(plan(["units=1..4", "name=a,b"], trials: 100).trials).count == 8)
    let many = try plan(["units=1..200", "rate=0.1..0.2"], trials: 2000)
    #expect(Set(many.trials).count == 2000)
  }

  @Test func pathsMayHaveDots() throws {
    let paths = try plan(["data=../a,../b", "split=../c.csv"])
    #expect(paths.trials == [["../a", "../c.csv"], ["../b", "../c.csv"]])
  }

  @Test(arguments: [
    "rate", "rate=", "=1", "--rate=1", "rate=1,,2", "rate=a..b", "rate=inf..1",
    "rate=0.1..inf", "rate=0..9223372036854775807", "rate=1e-200..1e200", "rate=-1e308..1e308",
  ])
  func whatIsNoVariationIsRefused(text: String) {
    #expect {
      try SweepVariation(argument: text)
    } throws: {
      "\($0)" == "\"\(text)\" does not name values of an option; expected values, as in "
        + "learning-rate=0.1,0.03, or a range, as in learning-rate=0.001..0.1"
    }
  }

  @Test(arguments: [("2", "1"), ("0.2", "1e-1"), ("5", "-5.5")])
  func aRangeThatIsReversedIsTurned(first: String, last: String) {
    #expect(throws: SweepError.reversedRange("rate", low: last, high: first)) {
      try SweepVariation(argument: "rate=\(first)..\(last)")
    }
  }

  @Test func impossiblePlansAreRefused() throws {
    func message(_ variations: [String], trials: Int? = nil) -> String {
      do {
        return "\(try plan(variations, trials: trials).trials.count) trials"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(["a=1,2", "a=3"])
        == "\"a\" varies more than once; expected all of its values in one --vary")
    #expect(message(["a=1"], trials: 0) == "0 trials are not possible; expected 1 to 10000")
    #expect(
      message(["a=1..2"])
        == "a range needs a number of trials, as in --trials 20")
    let many = (0..<1000).map(String.init).joined(separator: ",")
    #expect(
      message(["a=\(many)", "b=\(many)"])
        == "1000000 trials are not possible; expected 1 to 10000")
    #expect(message(["a=\(many)", "b=\(many)"], trials: 10) == "10 trials")
    let options = (0..<30).map { "a\($0)=\(many)" }
    #expect(message(options, trials: 10) == "10 trials")
    #expect(message(options) == "\(Int.max) trials are not possible; expected 1 to 10000")
  }
}

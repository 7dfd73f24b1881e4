import RandomNumbers
import Testing

/// Every message, word for word.
@Suite struct RandomNumbersErrorTests {
  @Test(arguments: [-1, 1 << 32, .max, .min])
  func seed(_ seed: Int) {
    expectMessage("a seed must lie in 0...4294967295 (32 bits), but \(seed) was given") {
      _ = try RandomState(seed: seed)
    }
  }

  @Test func negativeCount() throws {
    var random = try RandomState(seed: 0)
    let message = "cannot draw -3 random numbers: the count must not be negative"
    expectMessage(message) { _ = try random.randomSample(count: -3) }
    expectMessage(message) { _ = try random.uniform(count: -3) }
    expectMessage(message) { _ = try random.randint(low: 0, high: 2, count: -3) }
    expectMessage(message) { _ = try random.permutation(-3) }
    expectMessage(message) { _ = try random.normal(count: -3) }
    expectMessage(message) { _ = try random.standardNormal(count: -3) }
  }

  @Test(arguments: [[2, -1], [.max, 2], [.max], [1 << 40, 1 << 40]])
  func shape(_ shape: [Int]) throws {
    var random = try RandomState(seed: 0)
    expectMessage(
      "cannot draw random numbers of shape \(shape): the sizes must not be negative, and an array "
        + "must be able to hold their product"
    ) { _ = try random.uniform(shape: shape) }
  }

  @Test func countBeyondTheMachine() throws {
    var random = try RandomState(seed: 0)
    let count = 1 << 45
    let message =
      "35184372088832 random numbers need 281474976710656 bytes, and the system does not give them"
    expectMessage(message) { _ = try random.rand(2, count / 2) }
    expectMessage(message) { _ = try random.uniform(count: count) }
    expectMessage(message) { _ = try random.randint(low: 0, high: 2, count: count) }
    expectMessage(message) { _ = try random.permutation(count) }
    expectMessage(message) { _ = try random.normal(count: count) }
  }

  @Test func countBeyondMemory() throws {
    var random = try RandomState(seed: 0)
    #expect(throws: RandomNumbersError.invalidShape([.max])) {
      try random.randomSample(count: .max)
    }
    #expect(throws: RandomNumbersError.invalidShape([.max, 2, .max])) {
      try random.rand(.max, 2, .max)
    }
  }

  @Test func emptyRange() throws {
    var random = try RandomState(seed: 0)
    let message = "cannot draw integers from 5 up to but not including 5: there are none"
    expectMessage(message) { _ = try random.randint(low: 5, high: 5, count: 1) }
    #expect(throws: RandomNumbersError.emptyRange(low: .max, high: .min)) {
      try random.randint(low: .max, high: .min, count: 1)
    }
  }

  @Test func unboundedInterval() throws {
    var random = try RandomState(seed: 0)
    expectMessage(
      "cannot draw uniformly between 0.0 and inf: their difference is not a finite number"
    ) { _ = try random.uniform(low: 0, high: .infinity, count: 1) }
    #expect(
      throws: RandomNumbersError.unboundedInterval(
        low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude)
    ) {
      try random.uniform(
        low: -.greatestFiniteMagnitude, high: .greatestFiniteMagnitude, count: 1)
    }
  }

  @Test func negativeStandardDeviation() throws {
    var random = try RandomState(seed: 0)
    expectMessage("a standard deviation must not be negative, but -0.5 was given") {
      _ = try random.normal(standardDeviation: -0.5, count: 1)
    }
    expectMessage("a standard deviation must not be negative, but -0.0 was given") {
      _ = try random.normal(standardDeviation: -0.0, count: 1)
    }
  }

  private func expectMessage(
    _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    let error = #expect(
      throws: RandomNumbersError.self, sourceLocation: sourceLocation, performing: body)
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }
}

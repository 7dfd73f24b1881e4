import RandomNumbers
import Testing

/// What a recording stream was asked for, and that the same can be asked for again.
struct RandomDrawTests {
  @Test func drawsAreRecordedInOrder() throws {
    var random = try RandomState.recording(seed: 7)
    _ = try random.uniform(low: -2, high: 3, shape: [2, 3])
    _ = try random.standardNormal(count: 3)
    _ = try random.normal(mean: 1, standardDeviation: 0.5, count: 2)
    _ = try random.randomSample(count: 4)
    _ = try random.rand(2, 2)
    #expect(
      random.draws == [
        .uniform(low: -2, high: 3, count: 6),
        .normal(mean: 0, standardDeviation: 1, count: 3),
        .normal(mean: 1, standardDeviation: 0.5, count: 2),
        .uniform(low: 0, high: 1, count: 4), .uniform(low: 0, high: 1, count: 4),
      ])
  }

  @Test func aRecordedStreamHasTheSameNumbers() throws {
    var random = try RandomState(seed: 7)
    var recording = try RandomState.recording(seed: 7)
    #expect(try recording.uniform(count: 5) == random.uniform(count: 5))
    #expect(try recording.standardNormal(count: 5) == random.standardNormal(count: 5))
    #expect(random.draws == [])
    var again = try RandomState(seed: 7)
    let numbers = try recording.draws.map { draw in try draw.numbers(from: &again) }
    var expected = try RandomState(seed: 7)
    #expect(numbers[0] == (try expected.uniform(count: 5)))
    #expect(numbers[1] == (try expected.standardNormal(count: 5)))
  }

  @Test func whatFollowsIntegersIsNotRecorded() throws {
    var random = try RandomState.recording(seed: 7)
    _ = try random.uniform(count: 1)
    _ = try random.permutation(3)
    _ = try random.uniform(count: 1)
    #expect(random.draws == [.uniform(low: 0, high: 1, count: 1)])
    var other = try RandomState.recording(seed: 7)
    _ = try other.randint(low: 0, high: 9, count: 1)
    _ = try other.standardNormal(count: 1)
    #expect(other.draws == [])
  }
}

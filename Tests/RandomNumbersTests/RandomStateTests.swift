import RandomNumbers
import Testing

@Suite struct RandomStateTests {
  @Test func equalSeedsGiveEqualStreams() throws {
    var first = try RandomState(seed: 7)
    var second = try RandomState(seed: 7)
    var other = try RandomState(seed: 8)
    let values = try first.rand(3, 5)
    #expect(values.count == 15)
    #expect(try second.randomSample(count: 15) == values)
    #expect(try other.rand(3, 5) != values)
  }

  @Test func aCopyIsAStreamOfItsOwn() throws {
    var original = try RandomState(seed: 1)
    _ = try original.standardNormal(count: 1)
    var copy = original
    #expect(try original.standardNormal(count: 5) == copy.standardNormal(count: 5))
  }

  @Test func shuffleMovesAnyElementsAsPermutationMovesNumbers() throws {
    var forNumbers = try RandomState(seed: 3)
    var forStrings = try RandomState(seed: 3)
    var strings = (0..<20).map(String.init)
    forStrings.shuffle(&strings)
    #expect(try strings == forNumbers.permutation(20).map(String.init))
  }

  @Test func emptyRequestsDrawNothing() throws {
    var random = try RandomState(seed: 5)
    var untouched = random
    #expect(try random.uniform(count: 0).isEmpty)
    #expect(try random.uniform(shape: [3, 0, 2]).isEmpty)
    #expect(try random.permutation(0).isEmpty)
    #expect(try random.uniform(shape: []).count == 1)
    _ = try untouched.randomSample(count: 1)
    #expect(try random.randomSample(count: 3) == untouched.randomSample(count: 3))
  }
}

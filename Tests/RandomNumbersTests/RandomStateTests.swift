import CMathematics
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

  /// Seeds for which glibc's logarithm has another last bit than the true one, so that NumPy draws
  /// other numbers on Linux. The first of a pair is drawn second.
  @Test func normalDrawsDependOnNoLibrary() throws {
    var random = try RandomState(seed: 3098)
    #expect(
      try random.standardNormal(count: 2) == [0x1.28b4124d7e376p-2, -0x1.65ea5afa47edcp-2])
    random = try RandomState(seed: 3518)
    #expect(try random.standardNormal(count: 2) == [0x1.9d1e9c197eeb0p-3, 0x1.65feccff957c8p+0])
  }

  /// Correctly rounded logarithms, where those of glibc are not.
  @Test(
    arguments: [
      (0x1.dbc1d80cf12eep-1, -0x1.2cb74831878bfp-4), (0x1.d2ef26fddc2b3p-1, -0x1.7963e9ecf74a4p-4),
      (0x1.3dff297f9b740p-3, -0x1.dcd1e7ad88888p+0), (0x1.2f9d2a144448cp-1, -0x1.0b8dff050b3c0p-1),
      (0x1.a68c12aa6d9a5p-1, -0x1.8943a66dec252p-3), (0x1.92038d7c7ea51p-1, -0x1.ef48c4fb260fcp-3),
    ])
  func logarithmsAreCrotonsOwn(x: Double, expected: Double) {
    #expect(croton_rounded_log_double(x) == expected)
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

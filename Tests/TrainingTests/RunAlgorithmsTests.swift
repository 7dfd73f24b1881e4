import Testing

@testable import Training

/// The algorithms that a run began with, and those that it would go on with.
@Suite struct RunAlgorithmsTests {
  private static let direct = RunAlgorithms([
    "convolution 5x1x8x8 by 4x1x3x3: direct", "sum of 500x10: 8 chunks",
  ])

  @Test func theTextIsReadAgain() {
    #expect(
      Self.direct.text
        == "convolution 5x1x8x8 by 4x1x3x3: direct; sum of 500x10: 8 chunks")
    #expect(RunAlgorithms(text: Self.direct.text) == Self.direct)
    #expect(RunAlgorithms([]).text.isEmpty)
  }

  @Test func theSameOnesGoOn() throws {
    try Self.direct.check(goOnAs: Self.direct, path: "a")
    try RunAlgorithms([]).check(goOnAs: RunAlgorithms(text: ""), path: "a")
  }

  @Test func anotherOneIsNamed() {
    let other = RunAlgorithms([
      "convolution 5x1x8x8 by 4x1x3x3: Winograd F(2x2, 3x3) over 0, 1, -1 and infinity",
      "sum of 500x10: 8 chunks",
    ])
    let error = #expect(throws: RunError.self) {
      try other.check(goOnAs: Self.direct, path: "runs/a")
    }
    #expect(
      error?.description
        == "the run in 'runs/a' computed the convolution 5x1x8x8 by 4x1x3x3 by another algorithm: "
        + "Winograd F(2x2, 3x3) over 0, 1, -1 and infinity, not direct; expected the version of "
        + "Croton that it began with")
  }

  @Test(arguments: ["", "x", "convolution 6x1x8x8 by 4x1x3x3: direct", "; ", ": ; : "])
  func somethingElseIsAnotherGraph(text: String) {
    #expect(throws: RunError.otherGraph(path: "a")) {
      try RunAlgorithms(text: text).check(goOnAs: Self.direct, path: "a")
    }
  }
}

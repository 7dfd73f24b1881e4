import Testing

@testable import Training

/// The algorithms that a run began with, and those that it would go on with.
@Suite struct RunAlgorithmsTests {
  private static let direct = RunAlgorithms([
    "convolution 5x1x8x8 by 4x1x3x3: direct", "sum of 500x10: 8 chunks",
  ])

  @Test func theTextIsReadAgain() {
    #expect(
      Self.direct.metadata
        == "convolution 5x1x8x8 by 4x1x3x3: direct; sum of 500x10: 8 chunks")
    #expect(RunAlgorithms(metadata: Self.direct.metadata) == Self.direct)
    #expect(RunAlgorithms([]).metadata.isEmpty)
  }

  @Test func theSameOnesGoOn() throws {
    try Self.direct.check(goOnAs: Self.direct, path: "a", version: nil)
    try RunAlgorithms([]).check(goOnAs: RunAlgorithms(metadata: ""), path: "a", version: nil)
  }

  @Test(arguments: [
    ("Croton 0.1.0", "go on with Croton 0.1.0"),
    (nil, "go on with the version that it began with"),
  ])
  func anotherOneIsNamed(version: String?, advice: String) {
    let other = RunAlgorithms([
      "convolution 5x1x8x8 by 4x1x3x3: Winograd F(2x2, 3x3) over 0, 1, -1 and infinity",
      "sum of 500x10: 8 chunks",
    ])
    let error = #expect(throws: RunError.self) {
      try other.check(goOnAs: Self.direct, path: "runs/a", version: version)
    }
    #expect(
      error?.description
        == "the run in 'runs/a' computed the convolution 5x1x8x8 by 4x1x3x3 with Winograd F(2x2, "
        + "3x3) over 0, 1, -1 and infinity, and this version of Croton uses direct; \(advice)")
  }

  @Test(arguments: ["", "x", "convolution 6x1x8x8 by 4x1x3x3: direct", "; ", ": ; : "])
  func somethingElseIsAnotherGraph(text: String) {
    let error = #expect(throws: RunError.self) {
      try RunAlgorithms(metadata: text).check(goOnAs: Self.direct, path: "a", version: nil)
    }
    #expect(
      error?.description
        == "the run in 'a' computed something else; expected the same model, batch size, optimiser "
        + "and examples, and, if the learning rate depends on it, the same number of epochs")
  }
}

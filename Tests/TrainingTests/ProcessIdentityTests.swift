import Testing

@testable import Training

/// What processes have to have in common, and the words for what they have not.
@Suite struct ProcessIdentityTests {
  private static let first = ProcessIdentity([
    ("croton_version", "1.0"), ("batch_size", "500"), ("training_step_sha256", "ab"),
  ])

  private func difference(_ parts: [(name: String, value: String)]) -> String? {
    ProcessIdentity(parts).difference(
      from: Self.first, name: "process 1 of 2 (b, PID 7)", first: "process 0 of 2 (a, PID 5)")
  }

  @Test func theTextIsReadAgain() throws {
    #expect(try ProcessIdentity(text: Self.first.text) == Self.first)
    #expect(throws: (any Error).self) { try ProcessIdentity(text: "{") }
  }

  @Test func theFirstDifferenceIsNamed() {
    #expect(
      difference([
        ("croton_version", "1.0"), ("batch_size", "500"), ("training_step_sha256", "ab"),
      ]) == nil)
    #expect(
      difference([
        ("croton_version", "1.1"), ("batch_size", "50"), ("training_step_sha256", "cd"),
      ])
        == "process 1 of 2 (b, PID 7) has croton_version 1.1; "
        + "expected that of process 0 of 2 (a, PID 5), 1.0")
    #expect(
      difference([
        ("croton_version", "1.0"), ("batch_size", "500"), ("training_step_sha256", "cd"),
      ])
        == "process 1 of 2 (b, PID 7) has training_step_sha256 cd; "
        + "expected that of process 0 of 2 (a, PID 5), ab")
  }

  @Test func partsOfAnotherVersion() {
    #expect(
      difference([("croton_version", "1.0"), ("clip", "3")])
        == "process 1 of 2 (b, PID 7) has clip 3; process 0 of 2 (a, PID 5) has none")
    #expect(
      difference([("croton_version", "1.0"), ("batch_size", "500")])
        == "process 1 of 2 (b, PID 7) has no training_step_sha256; "
        + "expected that of process 0 of 2 (a, PID 5), ab")
  }

  @Test(arguments: [
    (
      DistributedError.failed(process: "process 1 of 2 (b, PID 7)", reason: "no file"),
      "process 1 of 2 (b, PID 7): no file"
    ),
    (.timeLimit(0), "--timeout 0: expected at least 1 second"),
    (.bucketBytes(0), "--bucket-bytes 0: expected at least 1 byte"),
    (
      .startedTwice,
      "MPI has been started in this process before; expected one value of TrainingProcesses"
    ),
    (.reported, "process 0 says what is wrong"),
    (.differing(["a", "b"]), "a\nb"),
  ])
  func words(error: DistributedError, words: String) {
    #expect(error.description == words)
  }
}

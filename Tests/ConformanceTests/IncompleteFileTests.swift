import Conformance
import Testing

/// Files with more than is known, and with less than there could be.
@Suite struct IncompleteFileTests {
  @Test func whatIsNotKnownIsSkippedByName() throws {
    let first = ConformanceRunTests.tie.replacing(
      #""tie""#, with: #""tie", "ws2": 1, "Mode": "x""#)
    let second = ConformanceRunTests.tie.replacing(#""tie""#, with: #""another", "ws2": 1"#)
    let file = try fileReport(
      """
      {"extra": {"note": "a"}, "note": "b", "rule": "c",
       "cases": [\(first), \(second)]}
      """)
    #expect(
      "\(file)" == """
        file.json  2 passed, 0 failed, 3 skipped
          skipped: cases[0].Mode: this key is not known
          skipped: cases[0].ws2: this key is not known, here and in 1 other place
          skipped: extra: this section is not known
        """)
    #expect(file.isSuccess)
    #expect(file.skips.map(\.name) == ["cases[0].Mode", "cases[0].ws2", "extra"])
  }

  /// The keys of what is malformed may be known and not have been read.
  @Test func nothingOfAMalformedCaseIsUnknown() throws {
    let broken = ConformanceRunTests.tie.replacing(#""ws": [2, 2]"#, with: #""ws": 2"#)
    let file = try fileReport(#"{"cases": [\#(broken)]}"#)
    #expect(file.failures.map(\.name) == ["tie"])
    #expect(file.skips == [])
  }

  @Test func aSectionThatNoFormHasIsSkipped() throws {
    let file = try fileReport(
      named: "lenet_step_tutorial.json", #"{"run_nonzero_top": [{"cost": 1}], "params": "none"}"#)
    #expect(
      "\(file)" == """
        lenet_step_tutorial.json  0 passed, 0 failed, 1 skipped
          skipped: run_nonzero_top: this section is not known
        """)
  }

  @Test func aFileMayLackAllSections() throws {
    let names = [
      "conv2d", "conv_shapes", "function_semantics", "lenet5_classic", "lenet_step_small",
      "lenet_step_tutorial", "pool", "pool_ties", "rgb_9x9_sigmoid", "rng_init", "softmax_nll",
      "tensor_ops", "training_loop",
    ]
    let report = try report(
      Dictionary(uniqueKeysWithValues: names.map { ("\($0).json", "{}") }))
    #expect(
      report.files.map(\.description) == names.map { "\($0).json  0 passed, 0 failed, 0 skipped" })
  }

  /// Steps need what they start from.
  @Test func stepsWithoutASectionThatTheyNeedAreSkipped() throws {
    let small = try fileReport(#"{"steps": [{"cost": 1}], "learning_rate": 0.1, "y": [1]}"#)
    #expect(
      "\(small)" == """
        file.json  0 passed, 0 failed, 1 skipped
          skipped: 1 steps of training: the file has no 'params', 'x'
        """)
    let tutorial = try fileReport(#"{"run_from_tutorial_init": [{"cost": 1}], "what": "lr 0.1"}"#)
    #expect(
      "\(tutorial)" == """
        file.json  0 passed, 0 failed, 1 skipped
          skipped: 1 steps of training: the file has no 'data', 'params'
        """)
  }

  @Test func aCaseOfWhichNothingIsExpectedIsSkipped() throws {
    let file = try fileReport(#"{"gradients": [{"cost": "sum(x)", "x": [1, 2]}]}"#)
    #expect(
      "\(file)" == """
        file.json  0 passed, 0 failed, 1 skipped
          skipped: gradient of sum(x): nothing is expected of it
        """)
  }
}

import Conformance
import Foundation
import Testing

/// Small folders made for the occasion.
@Suite struct ConformanceRunTests {
  static let tie = """
    {"name": "tie", "input": {"shape": [1, 1, 2, 2], "data": [3, 3, 1, 2]}, "ws": [2, 2],
     "ignore_border": true, "gz": {"shape": [1, 1, 1, 1], "data": [5]},
     "output": {"shape": [1, 1, 1, 1], "data": [3]},
     "grad_input_theano": {"shape": [1, 1, 2, 2], "data": [5, 5, 0, 0]}}
    """

  @Test func casesOfAnyNumberRunUnderAnyFileName() throws {
    let second = Self.tie.replacing(#""tie""#, with: #""another""#)
    let file = try fileReport(named: "whatever.json", #"{"cases": [\#(Self.tie), \#(second)]}"#)
    #expect("\(file)" == "whatever.json  2 passed, 0 failed, 0 skipped")
    #expect(file.isSuccess)
  }

  @Test func aKnownNameMayHoldNoCases() throws {
    #expect(
      "\(try fileReport(named: "conv2d.json", "{}"))"
        == "conv2d.json  0 passed, 0 failed, 0 skipped")
  }

  @Test func aWrongValueFailsInEveryWay() throws {
    let wrong = Self.tie.replacing("[5, 5, 0, 0]", with: "[5, 0, 0, 0]")
    let file = try fileReport(#"{"cases": [\#(Self.tie), \#(wrong)]}"#)
    let detail = "gradient: got element 1 as 5.0, expected 0.0"
    let ways = ["compiled, Double", "compiled, Float", "interpreted, Double", "interpreted, Float"]
    #expect(
      "\(file)" == """
        file.json  1 passed, 1 failed, 0 skipped
          failed: tie: \(ways.map { "\($0): \(detail)" }.joined(separator: "; "))
        """)
    #expect(!file.isSuccess)
  }

  @Test func aCaseThatCannotBeBuiltSpoilsNoOther() throws {
    let impossible = Self.tie.replacing(#""ws": [2, 2]"#, with: #""ws": [0, 2]"#)
    let file = try fileReport(#"{"cases": [\#(impossible), \#(Self.tie)]}"#)
    #expect(file.passed == 1)
    #expect(file.failures.count == 1)
    #expect(file.failures.first?.detail.contains("compiled, Float: ") == true)
  }

  @Test(arguments: [
    (#""reflect""#, "'reflect'"), ("[[1, 1], [1, 1], [1, 1]]", "3 axes"),
  ])
  func aBorderThatThereIsNotFails(border: String, what: String) throws {
    let one = #"{"shape": [1, 1, 1, 1], "data": [2]}"#
    let file = try fileReport(
      #"""
      {"cases": [{"name": "border", "border_mode": \#(border), "subsample": [1, 1],
        "filter_flip": true, "filter_dilation": [1, 1], "num_groups": 1, "input": \#(one),
        "filters": \#(one), "output": \#(one), "gy": \#(one), "grad_input": \#(one),
        "grad_filters": \#(one)}]}
      """#)
    // Values and gradients.
    #expect(file.failures.count == 2)
    for failure in file.failures {
      #expect(failure.detail.contains("there is no border of \(what)"), "\(failure.detail)")
    }
  }

  @Test func whatFloatCannotHoldRunsInDoubleAlone() throws {
    // One part in 2^52 apart is no tie in Double; in Float it would be one.
    let near = Self.tie
      .replacing("[3, 3, 1, 2]", with: "[1, 1.0000000000000002, 1, 1]")
      .replacing(#""data": [3]"#, with: #""data": [1.0000000000000002]"#)
      .replacing("[5, 5, 0, 0]", with: "[0, 5, 0, 0]")
    #expect(try fileReport(#"{"cases": [\#(near)]}"#).passed == 1)
  }

  @Test func anUnknownFileIsReportedAndNoFailure() throws {
    let report = try report(["other.json": #"{"cheese": 1, "wine": 2}"#, "list.json": "[1]"])
    #expect(
      report.files.map(\.description) == [
        "list.json  not run: none of the known forms of vectors has such content",
        "other.json  not run: none of the known forms of vectors has the keys cheese, wine",
      ])
    #expect(report.isSuccess)
  }

  @Test(arguments: [
    (#"{"grad_input_theano": 1}"#, "cases[0]: has no 'name'"),
    (
      tie.replacing("[3, 3, 1, 2]", with: "[3, 3, 1]"),
      "cases[0].input.data: has 3 elements; the shape (1, 1, 2, 2) has 4"
    ),
    (
      tie.replacing("[3, 3, 1, 2]", with: #"[3, 3, 1, "two"]"#),
      "cases[0].input.data[3]: expected a number"
    ),
    (
      tie.replacing(
        #"{"shape": [1, 1, 2, 2], "data": [3"#, with: #"{"shape": [1, -1, 2, 2], "data": [3"#),
      "cases[0].input.shape: the shape (1, -1, 2, 2) is not possible; expected extents of at least 0 and "
        + "at most 134217728 elements"
    ),
    (
      tie.replacing(
        #"{"shape": [1, 1, 2, 2], "data": [3, 3, 1, 2]}"#,
        with:
          #"{"shape": [9223372036854775807, 2], "gen": {"alg": "murmur", "seed": 1, "mod": 2, "off": 0}}"#
      ),
      "cases[0].input.shape: the shape (9223372036854775807, 2) is not possible; expected extents of at "
        + "least 0 and at most 134217728 elements"
    ),
    (
      tie.replacing(
        #""data": [3, 3, 1, 2]"#,
        with: #""gen": {"alg": "murmur", "seed": 1, "mod": 0, "off": 0}"#),
      "cases[0].input.gen.mod: is 0; expected at least 1"
    ),
    (
      tie.replacing(
        #""data": [3, 3, 1, 2]"#,
        with: #""gen": {"alg": "md5", "seed": 1, "mod": 5, "off": 0}"#),
      "cases[0].input.gen.alg: 'md5' is unknown; expected 'murmur'"
    ),
    (
      tie.replacing(#""ws": [2, 2]"#, with: #""ws": [2]"#),
      "cases[0].ws: expected two numbers, got 1"
    ),
    (tie.replacing(#""ws": [2, 2]"#, with: #""ws": "2x2""#), "cases[0].ws: expected a list"),
    (
      tie.replacing(#""ignore_border": true"#, with: #""ignore_border": 1"#),
      "cases[0].ignore_border: expected true or false"
    ),
    (tie.replacing(#""ws": [2, 2]"#, with: #""ws": null"#), "cases[0].ws: expected a list"),
    ("5", "cases[0]: expected an object"),
    ("null", "cases[0]: expected an object"),
  ])
  func aMalformedCaseNamesThePlaceAndHidesNoOther(content: String, reason: String) throws {
    let second = Self.tie.replacing(#""tie""#, with: #""another""#)
    let file = try fileReport(#"{"cases": [\#(content), \#(second)]}"#)
    let name = content.contains(#""tie""#) ? "tie" : "cases[0]"
    #expect(
      "\(file)" == """
        file.json  1 passed, 1 failed, 0 skipped
          failed: \(name): malformed: \(reason)
        """)
    #expect(!file.isSuccess)
  }

  @Test(arguments: [
    (#"{"cases": [{"name": "a", "cases": 1,"#, "is not JSON: "),
    (#"{"W_b": "none", "tolerance": 1}"#, "tolerance: expected a text"),
  ])
  func aMalformedFileNamesThePlace(content: String, reason: String) throws {
    let file = try fileReport(content)
    #expect("\(file)".hasPrefix("file.json  malformed: \(reason)"), "\(file)")
    #expect(!file.isSuccess)
  }

  @Test func aMalformedSectionHidesNoOther() throws {
    let file = try fileReport(#"{"downcast": 5, "must_raise": [{"what": "same input"}, {}]}"#)
    #expect(
      "\(file)" == """
        file.json  1 passed, 2 failed, 0 skipped
          failed: must_raise[1]: malformed: must_raise[1]: has no 'what'
          failed: downcast: malformed: downcast: expected a list
        """)
  }

  @Test func aMalformedFileSpoilsNoOther() throws {
    let report = try report(["a.json": "{", "b.json": #"{"cases": [\#(Self.tie)]}"#])
    #expect(report.files.map(\.passed) == [0, 1])
    #expect(!report.isSuccess)
  }

  @Test func aFolderWithoutVectorsIsAnError() throws {
    #expect(throws: VectorFileError.self) { try report([:]) }
    #expect(throws: VectorFileError.self) {
      try ConformanceRun(folder: "/nowhere/at/all").run()
    }
  }

  @Test func progressIsToldInOrder() throws {
    let files = Dictionary(
      uniqueKeysWithValues: (0..<6).map { ("file\($0).json", #"{"cases": [\#(Self.tie)]}"#) })
    try withVectorFolder(files) { folder in
      let told = Told()
      let report = try ConformanceRun(folder: folder, cacheDirectory: TestCache.directory)
        .run { told.names.append($0.name) }
      #expect(told.names == files.keys.sorted())
      #expect(report.files.map(\.name) == told.names)
    }
  }

  @Test func theReportIsJSONForMachines() throws {
    let wrong = Self.tie.replacing("[5, 5, 0, 0]", with: "[5, 0, 0, 0]")
    let report = try report(["a.json": #"{"cases": [\#(wrong)]}"#, "b.json": "{", "c.json": "{}"])
    let object = try JSONDecoder().decode(Report.self, from: Data(report.json.utf8))
    #expect(object.success == false)
    #expect(object.files.map(\.file) == ["a.json", "b.json", "c.json"])
    #expect(object.files.map(\.failed) == [1, 0, 0])
    #expect(object.files[0].failures.map(\.name) == ["tie"])
    #expect(object.files[1].error?.hasPrefix("is not JSON") == true)
    #expect(object.files.map(\.unknown) == [false, false, true])
  }

  private struct Report: Decodable {
    struct File: Decodable {
      let file: String
      let passed: Int
      let failed: Int
      let skipped: Int
      let failures: [Remark]
      let error: String?
      let unknown: Bool
    }
    struct Remark: Decodable { let name: String }
    let success: Bool
    let files: [File]
  }

  /// The names in the order of the reports, which come one at a time.
  private final class Told: @unchecked Sendable {
    var names: [String] = []
  }
}

import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// What `data show` says about data.
struct DataShowTests {
  @Test func theDigitsAreDescribed() throws {
    try withCroton { croton in
      let result = try croton.run("data show digits --png sheet.png")
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        result.lines.prefix(4) == [
          "digits: IDX files",
          "80 images of 28 x 28 pixels with 1 channel: 50 training, 10 validation, 20 test",
          "10 classes", "class  training  validation  test  share of training",
        ])
      #expect(result.lines.contains("0             5           1     2             10.0 %"))
      #expect(result.lines.contains("values of the training set"))
      #expect(result.lines.last == "The first images of each class are in 'sheet.png'.")
      let sheet = try Image(path: "\(croton.folder)/sheet.png")
      #expect((sheet.width, sheet.height) == (5 * 30 - 2, 10 * 30 - 2))
    }
  }

  @Test func theSplitIsTheOneThatIsAskedFor() throws {
    try withCroton { croton in
      let fractions = try croton.run("data show digits --split 0.5,0.25,0.25")
      #expect(fractions.lines[1].hasSuffix("40 training, 20 validation, 20 test"))
      let validation = try croton.run("data show digits --validation 0.5")
      #expect(validation.lines[1].hasSuffix("30 training, 30 validation, 20 test"))
      let words = (0..<80).map { $0 < 70 ? "training" : $0 < 75 ? "validation" : "test" }
      try Data(words.joined(separator: "\n").utf8)
        .write(to: URL(fileURLWithPath: "\(croton.folder)/split.txt"))
      let file = try croton.run("data show digits --split split.txt")
      #expect(file.lines[1].hasSuffix("70 training, 5 validation, 5 test"))
    }
  }

  @Test(arguments: ["0.5,0.5", "0.8"]) func aSplitHasThreeFractions(split: String) throws {
    try withCroton { croton in
      let result = try croton.run("data show digits --split \(split)")
      #expect(
        result.errors.hasPrefix(
          "Error: --split is \(split); expected three fractions, for training, validation and test "
            + "set, as in 0.8,0.1,0.1, or a file.\n"))
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    (
      "digits --validation 1.5",
      "digits: expected a fraction between 0 and 1 for validation, got 1.5"
    ),
    (
      "digits --split 0.5,0.5,0.5",
      "digits: expected three fractions above 0 whose sum is 1, got 0.5, 0.5, 0.5"
    ),
    ("digits --split nothing.txt", "nothing.txt: no such file"),
    ("nowhere", "nowhere: no such file or folder; expected a data set, or fashion-mnist"),
    (
      "digits --split 0.8,0.1,0.1 --validation 0.1",
      "digits: the split already has a validation set; expected a split or a fraction for "
        + "validation, got both"
    ),
  ])
  func mistakesAreSaid(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run("data show \(arguments)")
      #expect(result.errors == "Error: \(message)\n")
      #expect(result.status == 1)
    }
  }
}

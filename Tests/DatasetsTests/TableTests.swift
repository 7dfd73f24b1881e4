import Foundation
import Testing

@testable import Datasets

/// Tables that are read as they are meant.
struct TableTests {
  private static let flowers = """
    width,height,color,label
    1.5,2,red,rose
    -0.25,1e3,blue,tulip
    .5,+7,red,daisy
    12345678.9,0,"light, ""pale"" blue",rose

    """

  @Test func wordsAreClassesAndCategories() throws {
    let contents = try load(Self.flowers)
    #expect(contents.form == "table of 4 columns")
    #expect(contents.target == .classes(["daisy", "rose", "tulip"]))
    #expect(
      contents.features?.valueNames == [
        "width", "height", "color=blue", "color=light, \"pale\" blue", "color=red",
      ])
    #expect(contents.exampleShape == [5])
    #expect(contents.training.labels == [1, 2, 0, 1])
    #expect(
      contents.training.values
        == .floats([
          1.5, 2, 0, 0, 1,
          -0.25, 1000, 1, 0, 0,
          0.5, 7, 0, 0, 1,
          12345678.9, 0, 0, 1, 0,
        ]))
    #expect(contents.validation == nil && contents.test == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r", "\n\n"], [",", ";", "\t"])
  func linesAndDelimitersOfAllKinds(end: String, delimiter: String) throws {
    let text = ["a,b,y", "1,2,3.5", " 4 ,5 ,6.5"].joined(separator: end)
      .replacingOccurrences(of: ",", with: delimiter)
    for text in [text, text + end, "\u{feff}" + text] {
      let contents = try load(text)
      #expect(contents.features?.valueNames == ["a", "b"])
      #expect(contents.target == .numbers(["y"]))
      #expect(contents.training.values == .floats([1, 2, 4, 5]))
      #expect(contents.training.targets == .numbers([3.5, 6.5]))
    }
  }

  @Test func decimalCommasDoNotHideSemicolons() throws {
    #expect(try load("a;b\n1,x;2\n2,y;3\n").features?.valueNames == ["a=1,x", "a=2,y"])
    #expect(message { try load("a;b\n1,5;2\n2,5;3\n") }.hasPrefix("table, column 'a': "))
  }

  @Test func gzippedTables() throws {
    try withTemporaryFolder { folder in
      try write(gzip(Array(Self.flowers.utf8)), to: "\(folder)/flowers")
      let contents = try DataSource.path("\(folder)/flowers").contents()
      #expect(try contents.training == load(Self.flowers).training)
    }
  }

  /// Numbers are read as `Float` reads them, to the bit.
  @Test func numbersAreTheClosestFloats() throws {
    let texts = [
      "0.1", "0.3", "1.1754944e-38", "3.4028235e38", "16777217", "9999999", "0.0000001",
      "123.4567", "-0.0", "1234567.", "0.12345678901234567890", "1e-45", "00012", "-99.99999",
    ]
    let contents = try load("x,y\n" + texts.map { "\($0),0.5\n" }.joined())
    let expected = texts.map { Float($0.hasSuffix(".") ? $0 + "0" : $0) ?? .nan }
    guard case .floats(let values) = contents.training.values else {
      Issue.record("expected floats")
      return
    }
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(arguments: [
    // A word over numbers is a name.
    ("a,b\n1,2\n", ["a"]),
    ("a,b\nx,2\n", ["a=x"]),
    // No words over numbers, and none is repeated: names.
    ("odor,cap\nfoul,flat\nnone,flat\n", ["odor=foul", "odor=none"]),
    // A word that is repeated is a value.
    ("foul,flat\nnone,flat\n", ["1=foul", "1=none"]),
    ("1,2\n3,4\n", ["1"]),
    ("?,2\n3,4\n", []),
    // The first column of pandas and R.
    (",a,b\n0,5,6\n1,7,8\n", ["a"]),
  ])
  func headersAreToldByWhatIsBelow(text: String, names: [String]) throws {
    if names.isEmpty {
      #expect(
        message { try load(text) }
          == "table:1, column '1': expected a number, got '?'")
    } else {
      #expect(try load(text).features?.valueNames == names)
    }
  }

  @Test(arguments: [
    ("a,label,b\n1,2,3\n", nil, ["a", "b"]),
    ("a,CLASS,target\n1,2,3\n", nil, ["a", "target"]),
    ("y,b,c\n1,2,3\n", nil, ["b", "c"]),
    ("a,b,c\n1,2,3\n", nil, ["a", "b"]),
    ("1,2,3\n4,5,6\n", nil, ["1", "2"]),
    ("1,2,3\n4,5,6\n", "1", ["2", "3"]),
    ("a,b,c\n1,2,3\n", "b", ["a", "c"]),
    ("a,b,c\n1,2,3\n", "1", ["b", "c"]),
  ])
  func theLabelColumn(text: String, label: String?, names: [String]) throws {
    #expect(try load(text, TableOptions(label: label)).features?.valueNames == names)
  }

  @Test(
    arguments: [
      ("x,y\n1,0\n1,2\n1,1\n", .automatic, .classes(["0", "1", "2"]), .labels([0, 2, 1])),
      ("x,y\n1,1\n1,2\n", .automatic, .numbers(["y"]), .numbers([1, 2])),
      ("x,label\n1,7\n1,3\n", .automatic, .classes(["3", "7"]), .labels([1, 0])),
      ("x,label\n1,7\n1,3.5\n", .automatic, .numbers(["label"]), .numbers([7, 3.5])),
      ("x,y\n1,10\n1,9\n", .classes, .classes(["9", "10"]), .labels([1, 0])),
      ("x,y\n1,10\n1,9\n1,a\n", .classes, .classes(["10", "9", "a"]), .labels([0, 1, 2])),
      ("x,y\n1,0\n1,1\n", .numbers, .numbers(["y"]), .numbers([0, 1])),
      // Words may begin late.
      (
        "x,y\n1,0\n" + String(repeating: "1,1\n", count: 30) + "2,b\n", .automatic,
        .classes(["0", "1", "b"]), .labels([0] + Array(repeating: 1, count: 30) + [2])
      ),
    ] as [(String, TableOptions.TargetForm, Dataset.Target, LabeledExamples.Targets)])
  func labelsAreClassesOrNumbers(
    text: String, form: TableOptions.TargetForm, target: Dataset.Target,
    targets: LabeledExamples.Targets
  ) throws {
    let contents = try load(text, TableOptions(targetForm: form))
    #expect(contents.target == target)
    #expect(contents.training.targets == targets)
  }

  @Test func aColumnMayTurnOutToBeOfWords() throws {
    let rows = (0..<40).map { "\($0 % 2),\($0 == 37 ? "n/a or so" : "0\($0 % 2)"),0.5\n" }
    let contents = try load("a,b,c\n" + rows.joined())
    #expect(contents.features?.valueNames == ["a", "b=00", "b=01", "b=n/a or so"])
    guard case .floats(let values) = contents.training.values else {
      Issue.record("expected floats")
      return
    }
    #expect(Array(values[..<8]) == [0, 1, 0, 0, 1, 0, 1, 0])
    #expect(Array(values[37 * 4..<38 * 4]) == [1, 0, 0, 1])
  }

  @Test func anEmptyCategoryIsOneOfItsOwn() throws {
    let contents = try load("a,color,y\n1,red,0.5\n2,,1.5\n")
    #expect(contents.features?.valueNames == ["a", "color=", "color=red"])
    #expect(contents.training.values == .floats([1, 0, 1, 2, 1, 0]))
  }

  // MARK: Images

  private static func pixels(_ count: Int, row: Int) -> [Int] {
    (0..<count).map { ($0 * 7 + row * 31) % 256 }
  }

  @Test(arguments: [
    ("label," + (0..<4).map { "pixel\($0)" }.joined(separator: ","), 4, [1, 2, 2]),
    ("label," + (1...27).map { "pixel\($0)" }.joined(separator: ","), 27, [3, 3, 3]),
    ("label,1x1,1x2,1x3,2x1,2x2,2x3", 6, [1, 2, 3]),
    ("", 784, [1, 28, 28]),
    ("", 1024, [1, 32, 32]),
    ("", 3072, [3, 32, 32]),
  ])
  func pixelsMakeImages(header: String, count: Int, shape: [Int]) throws {
    let rows = (0..<3).map { row in
      "\(row + 5)," + Self.pixels(count, row: row).map(String.init).joined(separator: ",")
    }
    let contents = try load(([header] + rows).joined(separator: "\n"))
    #expect(contents.exampleShape == shape)
    #expect(contents.target == .classes(["5", "6", "7"]))
    #expect(contents.training.labels == [0, 1, 2])
    #expect(contents.features?.columns.count == count)
    let levels = (0..<3).flatMap { Self.pixels(count, row: $0).map(UInt8.init) }
    #expect(contents.training.values == .bytes(levels))
  }

  @Test func namedPixelsMayBeFractions() throws {
    let contents = try load("pixel0,pixel1,pixel2,pixel3,class\n0,0.5,1,0,b\n1,1,1,1,a\n")
    #expect(contents.exampleShape == [1, 2, 2])
    #expect(contents.training.values == .floats([0, 0.5, 1, 0, 1, 1, 1, 1]))
  }

  @Test func countedPixelsMayNot() throws {
    let row = "1," + Self.pixels(784, row: 0).map(String.init).joined(separator: ",")
    let rows = Array(repeating: row, count: 30) + [row + ".5"]
    let contents = try load(rows.joined(separator: "\n"))
    #expect(contents.exampleShape == [784])
    #expect(contents.features?.valueNames.first == "2")
    #expect(contents.target == .numbers(["1"]))
  }

  // MARK: Parts

  @Test func aFolderHasParts() throws {
    try withTemporaryFolder { folder in
      try write(ascii("a,color,y\n1,red,yes\n2,blue,no\n"), to: "\(folder)/my_train.csv")
      try write(gzip(ascii("a\tcolor\ty\n3\tblue\tyes\n")), to: "\(folder)/my_val.tsv.gz")
      try write(ascii("a;color;y\r\n4;red;no\r\n"), to: "\(folder)/my_test.csv")
      try write(ascii("a note"), to: "\(folder)/README.txt")
      try write(ascii("of a Mac"), to: "\(folder)/._my_train.csv")
      let contents = try DataSource.path(folder).contents()
      #expect(contents.features?.valueNames == ["a", "color=blue", "color=red"])
      #expect(contents.target == .classes(["no", "yes"]))
      #expect(
        contents.training == LabeledExamples(values: .floats([1, 0, 1, 2, 1, 0]), labels: [1, 0]))
      #expect(contents.validation == LabeledExamples(values: .floats([3, 1, 0]), labels: [1]))
      #expect(contents.test == LabeledExamples(values: .floats([4, 0, 1]), labels: [0]))
      #expect(
        DataSource.path(folder).files == [
          "\(folder)/my_train.csv", "\(folder)/my_val.tsv.gz", "\(folder)/my_test.csv",
        ])
    }
  }

  @Test func imagesInPartsAreAlike() throws {
    try withTemporaryFolder { folder in
      let header = "label,pixel0,pixel1,pixel2,pixel3\n"
      try write(ascii(header + "2,0,255,3,4\n5,1,1,1,1\n"), to: "\(folder)/train.csv")
      try write(ascii(header + "5,9,8,7,6\n"), to: "\(folder)/test.csv")
      let contents = try DataSource.path(folder).contents()
      #expect(
        contents.training
          == LabeledExamples(values: .bytes([0, 255, 3, 4, 1, 1, 1, 1]), labels: [0, 1]))
      #expect(contents.test == LabeledExamples(values: .bytes([9, 8, 7, 6]), labels: [1]))
    }
  }

  /// Fields, rows and quotes go on over the chunks in which a file is read.
  @Test func aLongTable() throws {
    let rows = (0..<30_000).map { row in
      "\(row),\(Double(row) / 7),\"\(row % 3 == 0 ? "a\nb" : "c")\",\(row % 2)"
    }
    let contents = try load("n,x,w,y\n" + rows.joined(separator: "\r\n"))
    guard case .floats(let values) = contents.training.values else {
      Issue.record("expected floats")
      return
    }
    var expected: [Float] = []
    for row in 0..<30_000 {
      expected += [Float(row), Float("\(Double(row) / 7)") ?? 0]
      expected += row % 3 == 0 ? [1, 0] : [0, 1]
    }
    #expect(values == expected)
    #expect(contents.training.labels == (0..<30_000).map { Int32($0 % 2) })
  }

  private func load(
    _ text: String, _ options: TableOptions = TableOptions()
  ) throws -> DatasetContents {
    try loadTable(Array(text.utf8), options)
  }
}

/// The data set of a table in memory, called `table`.
func loadTable(
  _ bytes: [UInt8], _ options: TableOptions = TableOptions()
) throws -> DatasetContents {
  try TableDataset.contents(
    name: "table", files: TableFiles(training: "table"), options: options
  ) { try reader(bytes, name: $0) }
}

import Testing

@testable import Datasets

/// Tables of examples without labels, for prediction.
struct PredictionTableTests {
  private static let features = TableFeatures(
    hasHeader: true,
    columns: [
      TableFeatures.Column(name: "area"),
      TableFeatures.Column(name: "color", categories: ["blue", "red"]),
      TableFeatures.Column(name: "rooms"),
    ])

  private func read(
    _ text: String, _ features: TableFeatures?, shape: [Int],
    element: ExampleValues.Element? = nil
  ) throws -> ExampleFile {
    try withTemporaryFolder { folder in
      try write(ascii(text), to: "\(folder)/new.csv")
      return try ExampleFile(
        path: "\(folder)/new.csv", exampleShape: shape, features: features, element: element)
    }
  }

  private func message(
    _ text: String, _ features: TableFeatures?, shape: [Int],
    element: ExampleValues.Element? = nil
  ) throws -> String {
    try withTemporaryFolder { folder in
      try write(ascii(text), to: "\(folder)/new.csv")
      return DatasetsTests.message {
        try ExampleFile(
          path: "\(folder)/new.csv", exampleShape: shape, features: features, element: element)
      }.replacingOccurrences(of: "\(folder)/", with: "")
    }
  }

  @Test(arguments: [
    "area,color,rooms\n1.5,red,2\n3,blue,4\n",
    "rooms,area,price,color\n2,1.5,99,red\n4,3,,blue\n",
    "id;color;note;area;rooms\n7;red;a;1.5;2\nx;blue;;3;4\n",
  ])
  func columnsAreFoundByName(text: String) throws {
    let file = try read(text, Self.features, shape: [4])
    #expect(file.count == 2)
    #expect(file.values == .floats([1.5, 0, 1, 2, 3, 1, 0, 4]))
  }

  /// What a table is trained on is what it is predicted for.
  @Test func examplesAreThoseOfTraining() throws {
    let text = "a,kind,y,b\n" + (0..<30).map { "\($0),k\($0 % 3),\($0 * 2),-\($0)\n" }.joined()
    let contents = try loadTable(ascii(text), TableOptions(label: "y"))
    let file = try read(text, contents.features, shape: contents.exampleShape)
    #expect(file.values == contents.training.values)
  }

  @Test func tablesWithoutAHeader() throws {
    let contents = try loadTable(ascii("0,1,2\n1,3,4\n"), TableOptions(label: "1"))
    for text in ["5,6\n7,8\n", "0,5,6\n0,7,8\n"] {
      #expect(
        try read(text, contents.features, shape: [2]).values == .floats([5, 6, 7, 8]), "\(text)")
    }
    #expect(
      try message("5\t\n", contents.features, shape: [2])
        == "new.csv:1, column '3': expected a number, got an empty field")
    #expect(
      try message(
        "5,6,7,8\n", TableFeatures(hasHeader: false, columns: [.init(name: "9")]), shape: [1])
        == "new.csv:1: expected 1 columns, one for each feature of the model, got 4")
  }

  /// Kaggle's images of digits, with and without labels.
  @Test func imagesAreRowsOfPixels() throws {
    let names = (0..<4).map { "pixel\($0)" }.joined(separator: ",")
    for text in ["\(names)\n0,1,2,255\n", "label,\(names)\n9,0,1,2,255\n", "0,1,2,255\n"] {
      let file = try read(text, nil, shape: [1, 2, 2])
      #expect(file.values == .bytes([0, 1, 2, 255]))
    }
    #expect(try read("0,1,2,256\n", nil, shape: [1, 2, 2]).values == .floats([0, 1, 2, 256]))
    // What pixels are is what they were in training.
    #expect(
      try read("0,1,1,0\n", nil, shape: [1, 2, 2], element: .float).values == .floats([0, 1, 1, 0]))
    #expect(
      try message("0,1,2,0.5\n", nil, shape: [1, 2, 2], element: .byte)
        == "new.csv: expected whole numbers from 0 to 255, as in the data that the model was trained"
        + " on, got others")
  }

  /// Pixels of a table with numbers as names, as pandas writes them, and row numbers.
  @Test func pixelsAreFoundByName() throws {
    let names = (0..<784).map(String.init).joined(separator: ",")
    let row = (0..<784).map { "\($0 % 256)" }.joined(separator: ",")
    let contents = try loadTable(
      ascii(",label,\(names)\n" + (0..<4).map { "\($0),\($0 % 2),\(row)\n" }.joined()))
    #expect(contents.exampleShape == [1, 28, 28])
    let file = try read(
      ",\(names)\n7,\(row)\n", contents.features, shape: contents.exampleShape, element: .byte)
    #expect(file.values == .bytes((0..<784).map { UInt8($0 % 256) }))
  }

  @Test func aTableOfOneFeatureHasNoDelimiter() throws {
    let contents = try loadTable(ascii("x,y\n1,2\n3,4\n"))
    #expect(try read("x\n5\n6\n", contents.features, shape: [1]).values == .floats([5, 6]))
  }

  @Test func numbersOfColumnsAreChecked() throws {
    for name in ["\(Int.min)", "0", "4"] {
      let features = TableFeatures(
        hasHeader: false, columns: [.init(name: name), .init(name: "1")])
      #expect(
        try message("5,6,7\n", features, shape: [2])
          == "new.csv:1: expected 2 columns, one for each feature of the model, got 3")
    }
  }

  @Test(arguments: [
    (
      "area,rooms\n1,2\n",
      "new.csv:1: expected a column 'color', as in the table that the model was trained on, got the"
        + " columns 'area', 'rooms'"
    ),
    (
      "area,rooms,color\n1,2,green\n",
      "new.csv:2, column 'color': expected one of the 2 values of this column in the table that the"
        + " model was trained on, got 'green'"
    ),
    (
      "area,rooms,color\n1,2,red\nx,2,red\n",
      "new.csv:3, column 'area': expected a number, got 'x'"
    ),
    (
      "area,rooms,color\n1,2,red\n,2,red\n",
      "new.csv:3, column 'area': expected a number, got an empty field"
    ),
    ("area,rooms,color\n1,2\n", "new.csv:2: expected 3 fields, as in the first row, got 2"),
    ("area,rooms,color\n", "new.csv: expected rows of values, got none"),
    (
      "area,rooms,area,color\n1,2,3,red\n",
      "new.csv:1: expected columns of different names, got 'area' twice"
    ),
  ])
  func saysWhatIsWrong(text: String, expected: String) throws {
    #expect(try message(text, Self.features, shape: [4]) == expected)
  }

  @Test func otherNumbersOfColumns() throws {
    #expect(
      try message("1,2,3\n", nil, shape: [2])
        == "new.csv:1: expected 2 columns, one for each feature of the model, got 3")
  }
}

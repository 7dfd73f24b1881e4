import Foundation
import Testing

@testable import Datasets

/// Tables that cannot be read, and what is said about each.
struct TableErrorTests {
  /// Words with commas are no numbers.
  @Test(arguments: ["1,2,3", "a,b", "1.5,2"]) func aCategoryMayHaveCommas(text: String) throws {
    let contents = try loadTable(ascii("a;y\n\(text);1\n7,5;2\n"))
    #expect(contents.features?.columns.first?.categories?.contains(text) == true)
  }

  /// A malformed table, and the error that must follow.
  struct Fault: CustomTestStringConvertible {
    let text: String
    let options: TableOptions
    let message: String

    init(
      _ text: String, _ message: String, label: String? = nil, ignored: [String] = [],
      form: TableOptions.TargetForm = .automatic
    ) {
      self.text = text
      self.message = message
      options = TableOptions(label: label, ignored: ignored, targetForm: form)
    }

    var testDescription: String { message }
  }

  @Test(arguments: [
    Fault(
      "", "table: expected a table, got an empty file"),
    Fault(
      "one\ncolumn\n",
      "table: expected a table, got text of one column; a table has commas, semicolons or tabs"
        + " between its columns"),
    Fault("a,b\n1,\u{0}\n", "table: expected a table, got another file"),
    Fault("a,b\n", "table: expected rows of values, got none"),
    Fault(
      "\"a,b\"\n1\n2\n",
      "table: expected a table, got text of one column; a table has commas, semicolons or tabs"
        + " between its columns"),
    Fault("a,b\n1,2\n3\n", "table:3: expected 2 fields, as in the first row, got 1"),
    Fault("a,b\n\n1,2,3\n", "table:3: expected 2 fields, as in the first row, got 3"),
    Fault(
      "a,b\r\n\"x\ny\",2\r\n\r\n3\r\n", "table:5: expected 2 fields, as in the first row, got 1"),
    Fault(
      "a,b\n1,2\n,3\n", "table:3, column 'a': expected a number, got an empty field"),
    Fault("a,b\n1,2\nNA,3\n", "table:3, column 'a': expected a number, got 'NA'"),
    Fault("a,b\n1,2\n-inf,3\n", "table:3, column 'a': expected a number, got '-inf'"),
    Fault("a,b\n1,2\n1e39,3\n", "table:3, column 'a': expected a number, got '1e39'"),
    Fault("1,2\n1,\n", "table:2, column '2': expected a number, got an empty field"),
    Fault(
      "a,y\n1,x\n2,\n", "table:3, column 'y': expected a label, got an empty field"),
    Fault(
      "a,y\n1,2\n2,x\n", "table:3, column 'y': expected a number, got 'x'", form: .numbers),
    Fault(
      "a,b\n1,2\n", "table:1: there is no label column 'c'; there are 'a', 'b'", label: "c"),
    Fault(
      "a,b\n1,2\n", "table:1: there is no label column '3'; there are 'a', 'b'", label: "3"),
    Fault(
      "size,species\n1,2\n",
      "table:1: there is no label column 'specis'; did you mean 'species'?", label: "specis"),
    Fault(
      "1,2\n3,4\n", "table:1: there is no label column 'c'; the 2 columns have no names",
      label: "c"),
    Fault(
      "house_id,size,y\n1,2,3\n",
      "table:1: there is no column 'house-id' to ignore; did you mean 'house_id'?",
      ignored: ["house-id"]),
    Fault(
      "id,b,y\n1,2,3\n", "table:1: there is no column 'ID' to ignore; did you mean 'id'?",
      ignored: ["ID"]),
    Fault(
      "a,b,y\n1,2,3\n", "table:1: there is no column '4' to ignore; there are 'a', 'b', 'y'",
      ignored: ["4"]),
    Fault(
      "1,2,3\n1,2,3\n", "table:1: there is no column 'id' to ignore; the 3 columns have no names",
      ignored: ["id"]),
    Fault(
      "a,b,y\n1,2,3\n", "table:1: the label column 'y' cannot be ignored", label: "y",
      ignored: ["y"]),
    Fault(
      "a,b,y\n1,2,3\n",
      "table:1: expected at least two columns, a feature and a label, besides the ignored ones, got"
        + " one", ignored: ["a", "y"]),
    Fault(
      "a,y\n1,2\n",
      "table:1: expected at least two columns, a feature and a label, besides the ignored ones, got"
        + " none", ignored: ["a", "2"]),
    Fault(
      "a;y\n1,5;2\n2;3\n",
      "table, column 'a': expected numbers, got '1,5'; numbers are written with a decimal point and without separators of"
        + " thousands"),
    Fault(
      "a;y\n" + (0..<30).map { "\($0);1\n" }.joined() + "-7,25;1\n",
      "table, column 'a': expected numbers, got '-7,25'; numbers are written with a decimal point and without separators of"
        + " thousands"),
    Fault(
      "a;y\n" + (0..<150).map { "\($0);1\n" }.joined() + "7,5;1\n",
      "table:152, column 'a': expected a number, or at most 100 different words in the column, got"
        + " '7,5'; numbers are written with a decimal point and without separators of"
        + " thousands"),
    Fault(
      "a;y\n" + (0..<12_000).map { "\($0),5;1\n" }.joined(),
      "table, column 'a': expected numbers, got '0,5'; numbers are written with a decimal point and without separators of"
        + " thousands"),
    Fault(
      "price,y\n\"1,000\",1\n\"2,037\",0\n\"1,234,567.5\",1\n800,1\n",
      "table, column 'price': expected numbers, got '1,000'; numbers are written with a decimal point and without separators of"
        + " thousands"),
    Fault(
      "price;y\n1.234,5;1\n12;0\n1.234.567,25;1\n",
      "table, column 'price': expected numbers, got '1.234,5'; numbers are written with a decimal"
        + " point and without separators of thousands"),
    Fault(
      "a;y\n1;1,5\n",
      "table:2, column 'y': expected a number, got '1,5'; numbers are written with a decimal point and without separators of"
        + " thousands",
      form: .numbers),
    Fault(
      "x,price\n" + (0..<40).map { "1,\(1000 + 7 * $0)\n" }.joined(),
      "table, column 'price': expected classes, got 40 different numbers in 40 rows; a network that"
        + " predicts numbers ends in LinearRegression()", form: .classes),
    Fault("a,b,a\n1,2,3\n", "table:1: expected columns of different names, got 'a' twice"),
    Fault(
      "a,b\n\"1,2\n3,4\n",
      "table:2: expected a quote at the end of a field that has one at its beginning, got none"),
    Fault(
      "a,b\n\"1\"2,2\n",
      "table:2: expected quotes only around a whole field, and doubled ones in it, got another"
        + " quote"),
    Fault(
      "a,b\n1\"2,2\n",
      "table:2: expected quotes only around a whole field, and doubled ones in it, got another"
        + " quote"),
    Fault(
      "a,b\n\"" + String(repeating: "x", count: 70_000) + "\",2\n",
      "table:2: expected a field of at most 65536 bytes, got more; is a quote missing?"),
    Fault(
      "name,y\n" + (0..<150).map { "w\($0 % 120),0.5\n" }.joined(),
      "table, column 'name': expected numbers, or at most 100 different words, got 120; free"
        + " text and row numbers are left out with --ignore"),
    Fault(
      "name,y\n" + (0..<11_000).map { "w\($0),0.5\n" }.joined(),
      "table, column 'name': expected numbers, or at most 100 different words, got more than"
        + " 10000; free text and row numbers are left out with --ignore"),
    Fault(
      "x,y\n" + (0..<1001).map { "1,w\($0)\n" }.joined(),
      "table, column 'y': expected at most 1000 classes, got 1001"),
    Fault(
      "x,y\n" + (0..<200).map { "\($0 == 150 ? "1o" : "\($0)"),0.5\n" }.joined(),
      "table:152, column 'x': expected a number, or at most 100 different words in the"
        + " column, got '1o'"),
    Fault(
      String(repeating: ",", count: 1 << 17) + "\n",
      "table:1: expected at most 131072 columns and first rows of at most 16777216 bytes, got"
        + " more"),
  ])
  func saysWhatIsWrong(fault: Fault) {
    #expect(message { try loadTable(Array(fault.text.utf8), fault.options) } == fault.message)
  }

  /// A malformed table to test on beside one to train on, and the error that must follow.
  @Test(arguments: [
    (
      "a,color\n1,red\n",
      "FOLDER/test.csv:1: expected the columns of FOLDER/train.csv, got none"
        + " called 'label'"
    ),
    (
      "a,label,color\n1,x,red\n",
      "FOLDER/test.csv:1: expected column 2 to be 'color' as in"
        + " FOLDER/train.csv, got 'label'"
    ),
    (
      "a,color,label,b\n1,red,x,1\n",
      "FOLDER/test.csv:1: expected 3 fields, as in the first row,"
        + " got 4"
    ),
    (
      "a,color,label\n1,green,x\n",
      "FOLDER/test.csv:2, column 'color': expected one of the"
        + " 2 values of this column in FOLDER/train.csv, got 'green'"
    ),
    (
      "a,color,label\n1,red,z\n",
      "FOLDER/test.csv:2, column 'label': expected one of the 2"
        + " values of this column in FOLDER/train.csv, got 'z'"
    ),
    (
      "a,color,label\n1,red,\n",
      "FOLDER/test.csv:2, column 'label': expected a label, got"
        + " an empty field"
    ),
    (
      "a,color,label\n1,red,x\nb,red,x\n",
      "FOLDER/test.csv:3, column 'a': expected a"
        + " number, got 'b'"
    ),
    ("a,color,label\n", "FOLDER/test.csv: expected rows of values, got none"),
    (
      "",
      "FOLDER/test.csv: expected a table, got an empty file"
    ),
  ])
  func saysWhatIsWrongWithAPart(text: String, expected: String) throws {
    try expect(
      expected, training: "a,color,label\n1,red,x\n2,blue,y\n", test: text)
  }

  @Test func partsWithoutNames() throws {
    try expect(
      "FOLDER/test.csv:1: expected 3 fields, as in the first row, got 2",
      training: "1,2,0\n3,4,1\n", test: "1,2\n")
    try expect(
      "FOLDER/test.csv:1, column '3': expected one of the 2 values of this column in"
        + " FOLDER/train.csv, got '2'",
      training: "1,2,0\n3,4,1\n", test: "1,2,2\n")
  }

  @Test func imagesInPartsAreAlike() throws {
    let header = "label,pixel0,pixel1,pixel2,pixel3\n"
    try expect(
      "FOLDER/test.csv:2, column 'pixel2': expected a whole number from 0 to 255, as in"
        + " FOLDER/train.csv, got 0.5",
      training: header + "0,1,2,3,4\n1,1,2,3,4\n", test: header + "0,1,2,0.5,4\n")
  }

  @Test func twoTablesOfAPart() throws {
    try withTemporaryFolder { folder in
      try write(ascii("a,b\n1,2\n"), to: "\(folder)/digits-train.csv")
      try write(ascii("a,b\n1,2\n"), to: "\(folder)/letters-train.csv")
      #expect(
        message { try DataSource.path(folder).contents() }
          == "\(folder): expected one table of each set, got 'digits-train.csv' and"
          + " 'letters-train.csv'")
    }
  }

  private func expect(_ expected: String, training: String, test: String) throws {
    try withTemporaryFolder { folder in
      try write(ascii(training), to: "\(folder)/train.csv")
      try write(ascii(test), to: "\(folder)/test.csv")
      #expect(
        message { try DataSource.path(folder).contents() }
          == expected.replacingOccurrences(of: "FOLDER", with: folder))
    }
  }
}

import Foundation
import Testing

@testable import Datasets

/// NumPy's files that cannot be read, and what is said about each.
struct NumPyErrorTests {
  /// A file of examples beside one of targets, of which one is wrong, and the error that must follow.
  struct Fault: CustomTestStringConvertible {
    let x: [UInt8]
    let y: [UInt8]
    let message: String

    init(x: [UInt8] = Self.x, y: [UInt8] = Self.y, _ message: String) {
      self.x = x
      self.y = y
      self.message = message
    }

    static let x = NumPyFiles.array("|u1", [2, 3], [1, 2, 3, 4, 5, 6])
    static let y = NumPyFiles.array("|u1", [2], [0, 1])

    var testDescription: String { message }
  }

  private static let header =
    "expected a header like {'descr': '<f4', 'fortran_order': False,"
    + " 'shape': (3, 4)}, got something else"
  private static let examples =
    "expected examples of shape (n, features), (n, height, width), (n,"
    + " height, width, channels) or (n, channels, height, width) with one channel or three"
  private static let targets =
    "expected class numbers of shape (n,) or (n, 1), one-hot classes of shape (n, classes), or"
    + " floats of shape (n,) or (n, targets)"

  @Test(arguments: [
    Fault(
      x: [],
      "x.npy, byte 0: expected 6 bytes for the magic number, which is more than the"
        + " file can hold"),
    Fault(
      x: ascii("no array"),
      "x.npy, byte 0: expected the magic number of a NumPy array, got"
        + " something else"),
    Fault(
      x: NumPyHeader.magic + [4, 0, 0, 0],
      "x.npy, byte 6: expected a NumPy array of version"
        + " 1.0, 2.0 or 3.0, got 4.0"),
    Fault(
      x: NumPyHeader.magic + [1, 0, 0xff, 0xff],
      "x.npy, byte 8: expected a header of at most"
        + " 16384 bytes, got 65535"),
    Fault(
      x: NumPyHeader.magic + [2, 0, 0xff, 0, 0, 0],
      "x.npy, byte 12: expected 255 bytes for the"
        + " header, which is more than the file can hold"),
    Fault(x: NumPyFiles.file("{'descr': '<f4'}"), "x.npy, byte 26: \(header)"),
    Fault(x: NumPyFiles.file("{'descr': '<f4', 'shape': (3, }"), "x.npy, byte 40: \(header)"),
    Fault(x: NumPyFiles.file("{'descr': '<f4', 'shape': (-3,)}"), "x.npy, byte 37: \(header)"),
    Fault(x: NumPyFiles.file("{'descr': f4"), "x.npy, byte 20: \(header)"),
    Fault(x: NumPyFiles.file("["), "x.npy, byte 10: \(header)"),
    Fault(
      x: NumPyFiles.array("|u1", [Int](repeating: 1, count: 65), [1]),
      "x.npy, byte 10: expected an array of at most 64 axes, got 65"),
    Fault(
      x: NumPyFiles.array("|O", [2, 3], []),
      "x.npy, byte 10: expected elements that are bool,"
        + " integers or floats of 2, 4 or 8 bytes, got the type '|O'"),
    Fault(
      x: NumPyFiles.array("<c8", [2, 3], []),
      "x.npy, byte 10: expected elements that are"
        + " bool, integers or floats of 2, 4 or 8 bytes, got the type '<c8'"),
    Fault(
      x: NumPyFiles.file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}"),
      "x.npy, byte 10: expected elements that are bool, integers or floats of 2, 4 or 8 bytes, got"
        + " the type '[(\\'a\\', \\'<f4\\')]'"),
    Fault(
      x: NumPyFiles.array("|u1", [1 << 40, 1 << 40], []),
      "x.npy, byte 10: expected a shape whose size in bytes fits 63 bits, got (1099511627776,"
        + " 1099511627776)"),
    Fault(
      x: NumPyFiles.array("|u1", [2, 3], [1, 2, 3, 4, 5]),
      "x.npy, byte 69: expected 6 bytes for the elements, got 5"),
    Fault(
      x: NumPyFiles.array("|u1", [2, 3], [1, 2, 3, 4, 5, 6, 7]),
      "x.npy, byte 75: expected the end of the file, got more bytes"),
    Fault(
      x: NumPyFiles.array("|u1", [], [1]), "x.npy: \(examples), got an array of uint8 of shape ()"),
    Fault(
      x: NumPyFiles.array("|u1", [2, 0], []),
      "x.npy: \(examples), got an array of uint8 of shape (2, 0)"),
    Fault(
      x: NumPyFiles.array("|u1", [2, 2, 2, 2], [UInt8](repeating: 0, count: 16)),
      "x.npy: \(examples), got an array of uint8 of shape (2, 2, 2, 2)"),
    Fault(
      x: NumPyFiles.array("<f4", [2, 1], [0, 0, 0, 0, 0, 0, 0x80, 0x7f]),
      "x.npy, row 1 of the array: expected a finite number for value 0, got inf"),
    Fault(
      y: NumPyFiles.array("|u1", [2, 2], [0, 1, 1, 1]),
      "y.npy, row 1 of the array: expected one 1, for the class, and otherwise 0, got other"
        + " numbers"),
    Fault(
      y: NumPyFiles.array("<f4", [2, 1, 1], [UInt8](repeating: 0, count: 8)),
      "y.npy: \(targets), got an array of float32 of shape (2, 1, 1)"),
    Fault(
      y: NumPyFiles.array("|u1", [3], [0, 1, 0]),
      "y.npy: expected 2 targets, one for each example of x.npy, got an array of uint8 of shape"
        + " (3,)"),
    Fault(
      y: NumPyFiles.array("|i1", [2], [0, 255]),
      "y.npy, row 1 of the array (byte 67): expected a label from 0 to 65535, got -1"),
    Fault(
      y: NumPyFiles.array("<u8", [2], [UInt8](repeating: 255, count: 16)),
      "y.npy, row 0 of the array (byte 66): expected a label from 0 to 65535, got"
        + " 18446744073709551615"),
    Fault(
      y: NumPyFiles.array("<f4", [2], [0, 0, 0xc0, 0x7f, 0, 0, 0, 0]),
      "y.npy, row 0 of the array: expected a finite number for value 0, got nan"),
  ])
  func saysWhatIsWrong(fault: Fault) throws {
    try withTemporaryFolder { folder in
      try write(fault.x, to: "\(folder)/x.npy")
      try write(fault.y, to: "\(folder)/y.npy")
      let text = message { try DataSource.path(folder).contents() }
      #expect(text.replacingOccurrences(of: "\(folder)/", with: "") == fault.message)
    }
  }

  /// Files of a folder, and the error that must follow.
  @Test(arguments: [
    (
      ["x_train", "x_test", "y_test"],
      "expected an array of the targets of the training set, such"
        + " as y_train, got 'x_test', 'x_train', 'y_test'"
    ),
    (
      ["x", "y", "x_test"],
      "expected an array of the targets of the test set, such as y_test, got"
        + " 'x', 'x_test', 'y'"
    ),
    (
      ["x", "y", "y_val"],
      "expected an array of the examples of the validation set, such as"
        + " x_val, got 'x', 'y', 'y_val'"
    ),
    (["x", "images", "y"], "expected one array of each kind, got 'images' and 'x'"),
    (
      ["a_x", "a_y", "b_x", "b_y"],
      "expected an array of the examples of the training set, such"
        + " as x_train, got 'a_x', 'a_y', 'b_x', 'b_y'"
    ),
  ])
  func saysWhichArrayIsMissing(names: [String], expected: String) throws {
    try withTemporaryFolder { folder in
      for name in names {
        let isX = name.contains("x") || name == "images"
        try write(isX ? Fault.x : Fault.y, to: "\(folder)/\(name).npy")
      }
      #expect(message { try DataSource.path(folder).contents() } == "\(folder): \(expected)")
      let files = names.map { name in
        (name: "\(name).npy", bytes: name.contains("x") || name == "images" ? Fault.x : Fault.y)
      }.sorted { $0.name < $1.name }
      let path = "\(folder)/data.npz"
      try write(NumPyFiles.archive(files), to: path)
      #expect(message { try DataSource.path(path).contents() } == "\(path): \(expected)")
    }
  }

  @Test func saysThatTheOtherFileIsMissing() throws {
    try withTemporaryFolder { folder in
      for name in ["x", "y", "digits"] { try write(Fault.x, to: "\(folder)/\(name)_a.npy") }
      try write(Fault.y, to: "\(folder)/y.npy")
      #expect(
        message { try DataSource.path("\(folder)/digits_a.npy").contents() }
          == "\(folder)/digits_a.npy: expected a name that says what the array holds, such as"
          + " x.npy or y_train.npy")
      #expect(
        message { try DataSource.path("\(folder)/y.npy").contents() }
          == "\(folder)/y.npy: expected one array beside it of the examples, x, got none")
      try write(Fault.y, to: "\(folder)/labels_a.npy")
      #expect(
        message { try DataSource.path("\(folder)/x_a.npy").contents() }
          == "\(folder)/x_a.npy: expected one array beside it of the targets, y, got 'labels_a',"
          + " 'y_a'")
    }
  }

  @Test func partsAreAlike() throws {
    let others: [(x: [UInt8], y: [UInt8], message: String)] = [
      (
        NumPyFiles.array("|u1", [1, 4], [1, 2, 3, 4]), NumPyFiles.array("|u1", [1], [0]),
        "x_test.npy: expected examples like those of x_train.npy, which has an array of uint8 of"
          + " shape (2, 3), got an array of uint8 of shape (1, 4)"
      ),
      (
        NumPyFiles.array("<f4", [1, 3], [UInt8](repeating: 0, count: 12)),
        NumPyFiles.array("|u1", [1], [0]),
        "x_test.npy: expected examples like those of x_train.npy, which has an array of uint8 of"
          + " shape (2, 3), got an array of float32 of shape (1, 3)"
      ),
      (
        NumPyFiles.array("|u1", [1, 3], [1, 2, 3]), NumPyFiles.array("<f4", [1], [0, 0, 0, 0]),
        "y_test.npy: expected targets like those of y_train.npy, which has an array of uint8 of"
          + " shape (2,), got an array of float32 of shape (1,)"
      ),
    ]
    try withTemporaryFolder { folder in
      try write(Fault.x, to: "\(folder)/x_train.npy")
      try write(Fault.y, to: "\(folder)/y_train.npy")
      for other in others {
        try write(other.x, to: "\(folder)/x_test.npy")
        try write(other.y, to: "\(folder)/y_test.npy")
        let text = message { try DataSource.path(folder).contents() }
        #expect(text.replacingOccurrences(of: "\(folder)/", with: "") == other.message)
      }
    }
  }

  // MARK: Archives

  private static let files = [(name: "x.npy", bytes: Fault.x), (name: "y.npy", bytes: Fault.y)]

  @Test func archivesOfTheseTestsAreRight() throws {
    #expect(
      try load(NumPyFiles.archive(Self.files)).training
        == LabeledExamples(values: .bytes([1, 2, 3, 4, 5, 6]), labels: [0, 1]))
  }

  @Test(arguments: [
    (
      Array(NumPyFiles.archive(files).prefix(100)),
      "PATH: the archive cannot be read: Not a zip archive"
    ),
    (
      NumPyFiles.archive(files, method: 5),
      "PATH/x.npy: expected a file that is stored or deflated (0 or 8), got the compression method"
        + " 5"
    ),
    (
      NumPyFiles.archive(files, size: 0xffff_fff0),
      "PATH/x.npy: expected a data set of at most 2147483648 bytes, got more"
    ),
    (
      NumPyFiles.archive((0...1000).map { (name: "a\($0)", bytes: []) }),
      "PATH: expected an archive of at most 1000 files, got 1001"
    ),
    (
      NumPyFiles.archive([(name: "note.txt", bytes: ascii("hello"))]),
      "PATH: expected an array of the examples of the training set, such as x_train, got no"
        + " arrays"
    ),
    (
      NumPyFiles.archive([(name: "x.npy", bytes: Fault.x + [7]), files[1]]),
      "PATH/x.npy, byte 75: expected the end of the file, got more bytes"
    ),
  ])
  func saysWhatIsWrongWithAnArchive(bytes: [UInt8], expected: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/data"
      try write(bytes, to: path)
      #expect(
        message { try DataSource.path(path).contents() }
          == expected.replacingOccurrences(of: "PATH", with: path))
    }
  }

  @Test func noticesAWrongChecksum() throws {
    var bytes = NumPyFiles.archive(Self.files)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: [4, 5, 6]) })
    bytes[place] = 9
    #expect(
      message { try load(bytes) }.hasSuffix("x.npy: the archive cannot be read: CRC error"))
  }

  /// Arrays of more than a data set may have, of which nothing is decompressed.
  @Test func refusesBombs() throws {
    let head = NumPyFiles.array("|u1", [1 << 14, 1 << 17], [])
    let size = head.count + 1 << 31
    let bytes = NumPyFiles.archive([(name: "x.npy", bytes: head), Self.files[1]], size: size)
    #expect(message { try load(bytes) }.hasSuffix("got more"))
  }

  /// Entries that lie in the same bytes, as those of bombs do that have no archive in an archive:
  /// each may be so large, but not all of them.
  @Test func refusesEntriesThatOverlap() throws {
    let array = NumPyFiles.array("|u1", [100_000], [])
    let size = array.count + 100_000
    func archive(_ count: Int) -> [UInt8] {
      NumPyFiles.archive(
        (0..<count).map { (name: "x\($0).npy", bytes: $0 == 0 ? array : []) }, size: size)
    }
    // One ends too early, which is seen when it is read.
    #expect(!message { try load(archive(1)) }.contains("deflate"))
    let bytes = archive(300)
    #expect(300 * size > 1032 * bytes.count)
    try withTemporaryFolder { folder in
      let path = "\(folder)/data.npz"
      try write(bytes, to: path)
      #expect(
        message { try DataSource.path(path).contents() }
          == "\(path): the archive says that there are more bytes in it than deflate makes of its "
          + "\(bytes.count)")
    }
  }

  private func load(_ bytes: [UInt8]) throws -> DatasetContents {
    try withTemporaryFolder { folder in
      try write(bytes, to: "\(folder)/data.npz")
      return try DataSource.path("\(folder)/data.npz").contents()
    }
  }
}

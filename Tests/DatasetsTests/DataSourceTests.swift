import Foundation
import Testing

@testable import Datasets

struct DataSourceTests {
  @Test func nothingAndANameAreSources() throws {
    #expect(try DataSource(argument: nil) == .embeddedMNIST)
    #expect(try DataSource(argument: "fashion-mnist") == .fashionMNIST)
  }

  @Test func aPathIsASource() throws {
    try withTemporaryFolder { folder in
      try write([], to: "\(folder)/digits")
      #expect(try DataSource(argument: folder) == .path(folder))
      #expect(try DataSource(argument: "\(folder)/digits") == .path("\(folder)/digits"))
    }
  }

  @Test func saysWhatAnArgumentCanBe() {
    #expect(
      message { try DataSource(argument: "/nowhere/digits") }
        == "/nowhere/digits: no such file or folder; expected a data set, or fashion-mnist")
  }

  @Test func saysWhatToInstall() {
    #expect(
      message { try FashionMNIST.contents(folder: "/nowhere/fashion-mnist") }
        == "/nowhere/fashion-mnist: Fashion-MNIST is not installed; on Debian,"
        + " `apt-get install dataset-fashion-mnist` installs it")
  }

  @Test func saysWhichFileAFolderLacks() throws {
    try withTemporaryFolder { folder in
      try write(IDXFiles.images(6), to: "\(folder)/train-images-idx3-ubyte")
      #expect(
        message { try DataSource.path(folder).load() }
          == "\(folder): expected a file train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz in"
          + " this folder")
    }
  }

  @Test func saysThatAFileIsMissingOrAFolder() throws {
    try withTemporaryFolder { folder in
      #expect(
        message { try DataSource.path("\(folder)/digits").load() }
          == "\(folder)/digits: no such file or folder; expected a data set, or fashion-mnist")
      #expect(
        message { try RawInput(path: folder) } == "\(folder): expected a file, got a folder")
    }
  }

  @Test(
    arguments: [
      ([], "an empty file"),
      (
        ascii("one\ncolumn\n"),
        "text of one column; a table has commas, semicolons or tabs between its columns"
      ),
      ([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0], "text in UTF-16; tables are read in UTF-8"),
      ([0xfe, 0xff, 0, 0x61, 0, 0x2c, 0, 0x62], "text in UTF-16; tables are read in UTF-8"),
      ([0xff, 0xd8, 0xff, 0xe0], "another file"),
    ] as [([UInt8], String)])
  func saysThatAFileIsOfNoForm(bytes: [UInt8], found: String) throws {
    try withTemporaryFolder { folder in
      try write(bytes, to: "\(folder)/digits")
      #expect(
        message { try DataSource.path("\(folder)/digits").load() }
          == "\(folder)/digits: expected a table, a NumPy array or archive, an IDX file or a"
          + " pickle, got \(found)")
    }
  }

  // What the system says about a file that it cannot read depends on the system.
  @Test func passesOnWhatTheSystemSays() {
    let error = DatasetError(file: "digits.pkl", .unreadable("Permission denied"))
    #expect(error.description == "digits.pkl: cannot be read: Permission denied")
    let listing = DatasetError(file: "digits", .unlisted)
    #expect(listing.description == "digits: the folder cannot be listed")
  }

  @Test func saysThatMemoryIsShort() {
    let error = DatasetError(file: "digits.pkl", GzipError.outOfMemory)
    #expect(error.description == "digits.pkl: not enough memory to decompress it")
  }
}

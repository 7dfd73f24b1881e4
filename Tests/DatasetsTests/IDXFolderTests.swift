import Testing

@testable import Datasets

/// IDX files under other names than those of MNIST.
struct IDXFolderTests {
  private static let letters = "emnist-letters"

  /// Files as those of EMNIST's letters, whose labels begin at 1.
  private static func files(_ name: String = letters, classes: Int = 26) -> [String: [UInt8]] {
    let labels = (0..<12).map { UInt8($0 % classes + 1) }
    return [
      "\(name)-train-images-idx3-ubyte": IDXFiles.images(12),
      "\(name)-train-labels-idx1-ubyte": IDXFiles.header([12]) + labels.dropLast()
        + [UInt8(classes)],
      "\(name)-test-images-idx3-ubyte": IDXFiles.images(2),
      "\(name)-test-labels-idx1-ubyte": IDXFiles.header([2]) + labels.prefix(2),
    ]
  }

  private func check(_ contents: DatasetContents) {
    #expect(contents.form == "IDX files")
    #expect(contents.target == .classes((0...26).map(String.init)))
    #expect(contents.training.labels == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 26])
    #expect(contents.test?.labels == [1, 2])
    #expect(contents.test?.values == .bytes(Array(0..<12)))
    #expect(contents.validationAtEnd == 2)
  }

  @Test func aFolder() throws {
    try withFolder(Self.files().merging(["README": ascii("letters")]) { $1 }) { folder in
      check(try DataSource.path(folder).contents())
      #expect(DataSource.path(folder).files.count == 4)
    }
  }

  @Test func aFileOfImages() throws {
    let files = Self.files().merging(Self.files("emnist-digits")) { $1 }
    try withFolder(files) { folder in
      check(
        try DataSource.path("\(folder)/emnist-letters-train-images-idx3-ubyte").contents())
      // The images to test with are those to train on, if they are given alone.
      let path = "\(folder)/emnist-letters-test-images-idx3-ubyte"
      let test = try DataSource.path(path).contents()
      #expect(test.training.labels == [1, 2] && test.test == nil)
      #expect(test.target == .classes((0..<10).map(String.init)))
      #expect(DataSource.path(path).reads("\(folder)/emnist-letters-test-labels-idx1-ubyte"))
      #expect(!DataSource.path(path).reads("\(folder)/emnist-letters-train-labels-idx1-ubyte"))
    }
  }

  @Test func gzippedFiles() throws {
    var files: [String: [UInt8]] = [:]
    for (name, bytes) in Self.files() { files["\(name).gz"] = try gzip(bytes) }
    try withFolder(files) { folder in
      check(try DataSource.path(folder).contents())
      check(
        try DataSource.path("\(folder)/emnist-letters-train-images-idx3-ubyte.gz").contents())
    }
  }

  @Test func twoFilesOfAnyNames() throws {
    let files = ["pictures": IDXFiles.images(4), "answers": IDXFiles.labels(4)]
    try withFolder(files) { folder in
      let contents = try DataSource.path(folder).contents()
      #expect(contents.training.labels == [0, 1, 2, 3] && contents.test == nil)
    }
  }

  @Test func filesOfMNISTsNamesMayHaveMoreClasses() throws {
    var files: [String: [UInt8]] = [:]
    for (name, bytes) in Self.files(classes: 47) {
      let part = name.replacing("emnist-letters-", with: "").replacing("test-", with: "t10k-")
      files[part] = bytes
    }
    try withFolder(files) { folder in
      let contents = try DataSource.path(folder).contents()
      #expect(contents.target == .classes((0...47).map(String.init)))
    }
  }
}

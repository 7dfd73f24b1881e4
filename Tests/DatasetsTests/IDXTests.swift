import Foundation
import Testing

@testable import Datasets

struct IDXTests {
  @Test func theLastSixthOfTheTrainingFileValidates() throws {
    let dataset = try IDXFiles(training: 13, test: 3).load()
    #expect(dataset.name == "small")
    #expect(dataset.exampleShape == [1, 2, 3])
    #expect(dataset.training.labels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
    #expect(dataset.validation.labels == [1, 2])
    #expect(dataset.test.labels == [0, 1, 2])
    #expect(dataset.training.values == .bytes(Array(0..<66)))
    #expect(dataset.validation.values == .bytes(Array(66..<78)))
    #expect(dataset.test.values == .bytes(Array(0..<18)))
  }

  @Test func aFolderMayMixGzippedAndPlainFiles() throws {
    let files = IDXFiles(training: 6, test: 1)
    try withTemporaryFolder { folder in
      for (part, bytes) in files.parts {
        if part == .trainingImages || part == .testLabels {
          try write(gzip(bytes), to: "\(folder)/\(part.rawValue).gz")
        } else {
          try write(bytes, to: "\(folder)/\(part.rawValue)")
        }
      }
      let loaded = try DataSource.path(folder).load()
      let expected = try files.load()
      #expect(loaded.training == expected.training)
      #expect(loaded.validation == expected.validation)
      #expect(loaded.test == expected.test)
      #expect(folder.hasSuffix(loaded.name))

      let fashion = try DatasetSplit()
        .dataset(of: FashionMNIST.contents(folder: folder))
      #expect(fashion.classNames.last == "Ankle boot")
      #expect(fashion.name == "Fashion-MNIST")
      #expect(fashion.training == expected.training)
    }
  }

  /// A file that replaces a good one, and the error that must follow.
  struct Fault: CustomTestStringConvertible {
    let part: IDXPart
    let bytes: [UInt8]
    let message: String

    init(_ part: IDXPart, _ bytes: [UInt8], _ message: String) {
      self.part = part
      self.bytes = bytes
      self.message = message
    }

    var testDescription: String { message }
  }

  private static let images = IDXFiles.images(12)
  private static let labels = IDXFiles.labels(12)

  @Test(arguments: [
    Fault(
      .trainingImages, [],
      "train-images-idx3-ubyte, byte 0: expected 4 bytes for the magic number, which is more"
        + " than the file can hold"),
    Fault(
      .trainingImages, Self.labels,
      "train-images-idx3-ubyte, byte 0: expected the magic number 0x00000803 of an IDX file of"
        + " unsigned bytes with 3 axes, got 0x00000801"),
    Fault(
      .testLabels, IDXFiles.images(2),
      "t10k-labels-idx1-ubyte, byte 0: expected the magic number 0x00000801 of an IDX file of"
        + " unsigned bytes with 1 axis, got 0x00000803"),
    Fault(
      .testImages, Array(IDXFiles.images(2).prefix(10)),
      "t10k-images-idx3-ubyte, byte 8: expected 4 bytes for the size of axis 1, which is more"
        + " than the file can hold"),
    Fault(
      .trainingImages, Self.images.dropLast(1),
      "train-images-idx3-ubyte, byte 16: expected 72 bytes for the pixels of 12 images, which is"
        + " more than the file can hold"),
    Fault(
      .trainingLabels, Self.labels.dropLast(1),
      "train-labels-idx1-ubyte, byte 8: expected 12 bytes for 12 labels, which is more than the"
        + " file can hold"),
    Fault(
      .trainingImages, Self.images + [0],
      "train-images-idx3-ubyte, byte 88: expected the end of the file, got more bytes"),
    Fault(
      .testLabels, IDXFiles.labels(2) + [0, 0],
      "t10k-labels-idx1-ubyte, byte 10: expected the end of the file, got more bytes"),
    Fault(
      .trainingLabels, IDXFiles.labels(11),
      "train-labels-idx1-ubyte, byte 4: expected 12 labels, one for each image of"
        + " train-images-idx3-ubyte, got 11"),
    Fault(
      .trainingLabels, IDXFiles.header([12]) + [0, 1, 2, 3, 10, 5, 6, 7, 8, 9, 0, 1],
      "train-labels-idx1-ubyte, row 4 of the labels (byte 12): expected a label from 0 to 9,"
        + " got 10"),
    Fault(
      .trainingLabels, IDXFiles.header([12]) + [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 255],
      "train-labels-idx1-ubyte, row 11 of the labels (byte 19): expected a label from 0 to 9,"
        + " got 255"),
    Fault(
      .testImages, IDXFiles.header([2, 3, 2]) + [UInt8](repeating: 0, count: 12),
      "t10k-images-idx3-ubyte, byte 8: expected images of 2 x 3 pixels as in"
        + " train-images-idx3-ubyte, got 3 x 2"),
    Fault(
      .testImages, IDXFiles.header([2, 0, 3]),
      "t10k-images-idx3-ubyte, byte 4: expected sizes of at least 1, got 2 x 0 x 3"),
    Fault(
      .testImages, IDXFiles.header([0xffff_ffff, 0xffff_ffff, 0xffff_ffff]),
      "t10k-images-idx3-ubyte, byte 4: expected sizes whose product fits 63 bits, got"
        + " 4294967295 x 4294967295 x 4294967295"),
  ])
  func saysWhatIsWrong(fault: Fault) {
    var files = IDXFiles(training: 12, test: 2)
    files.parts[fault.part] = fault.bytes
    #expect(message { try files.load() } == fault.message)
  }

  @Test func refusesASizeThatNoDatasetHas() {
    var files = IDXFiles(training: 12, test: 2)
    files.parts[.testImages] = IDXFiles.header([1 << 24, 2, 3])
    files.parts[.testImages]? += [UInt8](repeating: 0, count: 64)
    files.parts[.testLabels] = IDXFiles.header([1 << 24])
    #expect(
      message { try files.load() }
        == "t10k-images-idx3-ubyte, byte 16: expected 100663296 bytes for the pixels of 16777216"
        + " images, which is more than the file can hold")

    files.parts[.testImages] = IDXFiles.header([1 << 29, 2, 3])
    files.parts[.testLabels] = IDXFiles.header([1 << 29])
    #expect(
      message { try files.load() }
        == "t10k-images-idx3-ubyte, byte 4: expected images and labels that take at most"
        + " 1073741824 bytes of memory, got more")
  }

  @Test func refusesATrainingFileWithNothingToValidateBy() {
    #expect(
      message { try IDXFiles(training: 5, test: 1).load() }
        == "small: the validation set would be empty: there are only 6 examples"
    )
  }

  @Test func saysHowFarATooShortGzippedFileGoes() throws {
    var files = IDXFiles(training: 12, test: 2)
    files.parts[.testImages] = try gzip(IDXFiles.images(2).dropLast(3))
    #expect(
      message { try files.load() }
        == "t10k-images-idx3-ubyte, byte 16: expected 12 bytes for the pixels of 2 images,"
        + " got 9")
  }
}

/// IDX files that are larger than what a data set may have in memory.
struct LargeIDXTests {
  @Test func uncompressedImagesStayInTheirFile() throws {
    let count = DatasetLimits.arrayBytes / 10_000 + 1
    try withTemporaryFolder { folder in
      let path = "\(folder)/train-images-idx3-ubyte"
      try write(IDXFiles.header([count, 100, 100]), to: path)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      // A sparse file, which takes no room, but for the last image.
      try handle.truncate(atOffset: UInt64(16 + count * 10_000))
      try handle.seek(toOffset: UInt64(16 + (count - 1) * 10_000))
      let last = (0..<10_000).map { UInt8($0 % 256) }
      try handle.write(contentsOf: last)
      try write(IDXFiles.labels(count), to: "\(folder)/train-labels-idx1-ubyte")
      try write(
        IDXFiles.header([1, 100, 100]) + last, to: "\(folder)/t10k-images-idx3-ubyte")
      try write(IDXFiles.labels(1), to: "\(folder)/t10k-labels-idx1-ubyte")

      let contents = try DataSource.path(folder).contents()
      guard case .stored = contents.training.values else {
        Issue.record("expected values in a file")
        return
      }
      #expect(contents.test?.values == .bytes(last))
      var levels = [UInt8](repeating: 1, count: 20_000)
      try levels.withUnsafeMutableBytes {
        try contents.training.values.read([0, count - 1], size: 10_000, into: $0)
      }
      #expect(levels == [UInt8](repeating: 0, count: 10_000) + last)

      try handle.truncate(atOffset: UInt64(count * 10_000))
      #expect(
        message { try DataSource.path(folder).contents() }
          == "\(path), byte 16: expected \(count * 10_000) bytes for the examples, got"
          + " \(count * 10_000 - 16)")
    }
  }
}

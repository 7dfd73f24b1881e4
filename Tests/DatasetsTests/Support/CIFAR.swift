import Foundation
import Testing

@testable import Datasets

/// The data set of the fixtures of CIFAR: image `i` has the label `i` and, at `k`, the level
/// `7 k + 50 i`. Images 0 to 2 train, and image 3 tests.
enum CIFAR {
  static func pixels(_ image: Int) -> [UInt8] {
    (0..<3072).map { UInt8((7 * $0 + 50 * image) % 256) }
  }

  /// Images as records of a binary file, with the given labels before each.
  static func records(_ images: Range<Int>, labels: (Int) -> [UInt8]) -> [UInt8] {
    images.flatMap { labels($0) + pixels($0) }
  }

  /// The files of CIFAR-10 in records.
  static var binary10: [String: [UInt8]] {
    [
      "data_batch_1.bin": records(0..<2) { [UInt8($0)] },
      "data_batch_2.bin": records(2..<3) { [UInt8($0)] },
      "test_batch.bin": records(3..<4) { [UInt8($0)] },
      "batches.meta.txt": ascii((0..<10).map { "class \($0)\n" }.joined() + "\n"),
    ]
  }

  /// The files of CIFAR-100 in records.
  static var binary100: [String: [UInt8]] {
    [
      "train.bin": records(0..<3) { [UInt8($0 + 1), UInt8($0)] },
      "test.bin": records(3..<4) { [UInt8($0 + 1), UInt8($0)] },
      "fine_label_names.txt": ascii((0..<100).map { "class \($0)\n" }.joined()),
      "coarse_label_names.txt": ascii((0..<20).map { "coarse \($0)\n" }.joined()),
    ]
  }

  /// The uncompressed files of a folder of pickles.
  static func pickles(_ name: String) throws -> [String: [UInt8]] {
    let folder = try #require(
      Bundle.module.path(forResource: name, ofType: nil, inDirectory: "Fixtures/CIFAR"))
    var files: [String: [UInt8]] = [:]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[file.withoutGzipEnding] = try allContent(
        ContentReader(RawInput(path: "\(folder)/\(file)")))
    }
    return files
  }

  static func check(_ contents: DatasetContents, form: String, classes: Int) {
    #expect(contents.form == form)
    #expect(contents.exampleShape == [3, 32, 32])
    #expect(contents.target == .classes((0..<classes).map { "class \($0)" }))
    #expect(contents.training.labels == [0, 1, 2])
    #expect(contents.training.values == .bytes((0..<3).flatMap(pixels)))
    #expect(contents.validation == nil)
    #expect(contents.test?.labels == [3])
    #expect(contents.test?.values == .bytes(pixels(3)))
  }
}

/// Runs a test with a folder that has files, whose names may have folders in them.
func withFolder<Result>(
  _ files: [String: [UInt8]], _ body: (String) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    for (name, bytes) in files {
      let path = "\(folder)/\(name)"
      try FileManager.default.createDirectory(
        atPath: path.folderAndName.folder, withIntermediateDirectories: true)
      try write(bytes, to: path)
    }
    return try body(folder)
  }
}

/// The description of the error that loading files in a folder throws, without the folder's path.
func messageOfFolder(_ files: [String: [UInt8]], options: ImageOptions = ImageOptions()) throws
  -> String
{
  try withFolder(files) { folder in
    var source = DataSource.path(folder)
    source.images = options
    return message { try source.contents() }
      .replacingOccurrences(of: folder, with: "DATA")
  }
}

/// A pickled `((x, y), (x, y), (x, y))` of NumPy arrays, such as the `mnist.pkl.gz` of the
/// deeplearning.net tutorials.
struct PickleFormat: FileFormat {
  private let path: String

  // As protocols from 2 on begin, and tuples, lists and arrays of those before.
  private static let starts: [[UInt8]] = [
    [0x80], Array("(".utf8), Array("]".utf8), Array("c".utf8),
  ]

  init?(file: ContentReader) throws {
    guard try Self.starts.contains(where: { try file.isNext($0) }) else { return nil }
    path = file.file
  }

  var files: [String] { [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try PickledDataset.contents(name: name, from: ContentReader(RawInput(path: path)))
  }
}

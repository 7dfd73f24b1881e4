import Foundation
import Testing

@testable import Datasets

/// A pickle that Python wrote.
enum Fixture {
  static func path(_ name: String) throws -> String {
    try #require(
      Bundle.module.path(forResource: name, ofType: "pkl.gz", inDirectory: "Fixtures"))
  }

  static func load(_ name: String) throws -> Dataset {
    try DataSource.path(path(name)).load()
  }

  /// The uncompressed pickle.
  static func content(_ name: String) throws -> [UInt8] {
    try allContent(ContentReader(RawInput(path: path(name))))
  }
}

/// Whatever a reader has left to read.
func allContent(_ content: ContentReader) throws -> [UInt8] {
  var bytes: [UInt8] = []
  while let byte = try content.nextByte() { bytes.append(byte) }
  return bytes
}

/// A reader of bytes in memory.
func reader(_ bytes: [UInt8], name: String) throws -> ContentReader {
  try ContentReader(RawInput(name: name, data: Data(bytes)))
}

/// The description of the error that loading throws.
func message(_ load: () throws -> some Any) -> String {
  do {
    return "no error, but \(try load())"
  } catch {
    return "\(error)"
  }
}

/// The data set of a pickle, split as it is itself.
func loadPickle(name: String, from content: ContentReader) throws -> Dataset {
  try DatasetSplit().dataset(of: PickledDataset.contents(name: name, from: content))
}

/// The data set of four IDX files, of which the last sixth of the training file validates.
func loadIDX(name: String, open: (IDXPart) throws -> ContentReader) throws -> Dataset {
  try DatasetSplit().dataset(of: IDXDataset.contents(name: name, open: open))
}

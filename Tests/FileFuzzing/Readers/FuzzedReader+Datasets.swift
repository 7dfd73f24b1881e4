import Datasets
import Foundation
import ImageFiles

extension FuzzedReader {
  /// Files of examples and targets, those that a split is read from, and the examples of `predict`.
  static let datasets: [FuzzedReader] = [
    // Compressed data is at most 1032 times as large, and values and strings take twice their size.
    FuzzedReader("pickle", GzipFormat(content: PickleFormat()), memory: .compressed) {
      try load($1.write($0, to: "data.pkl"))
    },
    FuzzedReader("idx", GzipFormat(content: IDXFormat()), memory: .compressed) { bytes, folder in
      // The other file of the pair is one of three examples.
      let isLabels = bytes.count > 3 && bytes[3] == 1
      let images = isLabels ? Small.images : bytes
      let labels = isLabels ? bytes : Small.labels
      let path = folder.write(images, to: "train-images-idx3-ubyte")
      _ = folder.write(labels, to: "train-labels-idx1-ubyte")
      try load(path, keepsValuesInFiles: bytes.count % 2 == 1)
    },
    FuzzedReader("npy", GzipFormat(content: NumPyFormat()), memory: .compressed) { bytes, folder in
      let path = folder.write(bytes, to: "x.npy")
      _ = folder.write(Small.targets, to: "y.npy")
      try load(path)
      _ = try ExampleFile(path: path, exampleShape: [3])
    },
    FuzzedReader("npz", ZipFormat(content: NumPyFormat()), memory: .compressed) {
      try load($1.write($0, to: "data.npz"))
    },
    FuzzedReader("table", GzipFormat(content: tableText), memory: .compressed) { bytes, folder in
      let path = folder.write(bytes, to: "table.csv")
      var source = DataSource.path(path)
      source.table.targetForm = [.automatic, .classes, .numbers][bytes.count % 3]
      let contents = try source.contents()
      _ = contents.notes.map { "\($0)" }
      _ = try ExampleFile(path: path, exampleShape: [contents.exampleShape.reduce(1, *)])
    },
    FuzzedReader("cifar", GzipFormat(content: PlainFormat()), memory: .compressed) {
      // Folders are listed and each file in them looked at, so that few of these are read a second.
      _ = $1.write($0, to: "cifar/data_batch_1.bin")
      try load("\($1.path)/cifar")
    },
    FuzzedReader("cifar-pickle", GzipFormat(content: PickleFormat()), memory: .compressed) {
      _ = $1.write($0, to: "cifar/data_batch_1")
      _ = $1.write($0, to: "cifar/batches.meta")
      try load("\($1.path)/cifar")
    },
    FuzzedReader(
      "split", TextFormat(words: ["training\n", "validation\n", "test\n", "\r\n"]),
      memory: MemoryBound(fixed: 1 << 20, multiple: 256)
    ) { bytes, folder in
      let path = folder.write(bytes, to: "split.txt")
      _ = try DatasetSplit(method: .file(path)).dataset(of: Small.contents)
    },
  ]

  private static let tableText = TextFormat(words: [
    ",", "\n", "\r\n", "\"", "\"\"", ";", "\t", "nan", "red", "label", "y", "pixel0", "1x1", "x",
    "é", "\u{feff}", "65535x65535", ",,", " ",
  ])

  private static func load(_ path: String, keepsValuesInFiles: Bool = false) throws {
    var source = DataSource.path(path)
    source.keepsValuesInFiles = keepsValuesInFiles
    let contents = try source.contents()
    _ = contents.notes.map { "\($0)" }
    // Of few examples no test set can be drawn.
    do { _ = try source.split.dataset(of: contents) } catch is DatasetError {}
  }

  /// Files that the fuzzed ones are read with.
  private enum Small {
    static let images: [UInt8] =
      [0, 0, 8, 3] + [3, 2, 2].flatMap([UInt8].bigEndian) + [UInt8](repeating: 9, count: 12)
    static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2]
    static let targets: [UInt8] = {
      let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, )}"
      return [0x93] + "NUMPY".utf8 + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + [
        0, 0, 1, 0,
      ]
    }()
    /// Six examples of a number and a class.
    static let contents: DatasetContents = {
      do {
        let folder = try ScratchFolder()
        let rows = (0..<6).map { "\($0).5,\($0 % 2)\n" }.joined()
        return try DataSource.path(folder.write(Array("x,label\n\(rows)".utf8), to: "six.csv"))
          .contents()
      } catch {
        fatalError("\(error)")
      }
    }()
  }
}

extension MemoryBound {
  /// Of files that may be compressed: no deflate code describes more than 1032 times its size, and
  /// values, strings and words are kept twice at most.
  fileprivate static let compressed = MemoryBound(fixed: 2 << 20, multiple: 4 * 1032)
}

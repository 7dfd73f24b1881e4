import Foundation
import ImageFiles
import Testing

@testable import Datasets

/// Folders of images and archives of arrays, for prediction.
struct ExampleFileTests {
  private func bytes(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init) }
  }

  private func message(_ path: String, _ shape: [Int], in folder: String) -> String {
    DatasetsTests.message { try ExampleFile(path: path, exampleShape: shape) }
      .replacingOccurrences(of: "\(folder)/", with: "")
  }

  @Test func aFolderHasAllImagesInsideIt() throws {
    try withTemporaryFolder { folder in
      try makeFolder("\(folder)/new/deep/er")
      let files = ["new/10.png", "new/9.png", "new/deep/2.png", "new/deep/er/1.png"]
      for (index, file) in files.enumerated() {
        try Image(width: 2, height: 1, format: .grey, bytes: [UInt8(index), 7])
          .writePNG(to: "\(folder)/\(file)")
      }
      try write(ascii("text"), to: "\(folder)/new/deep/a.txt")
      // A link to an outer folder is no way into an endless one.
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/new/deep/up", withDestinationPath: "\(folder)/new")
      let found = try ExampleFile(path: "\(folder)/new", exampleShape: [1, 1, 2])
      #expect(
        found.names
          == ["9.png", "10.png", "deep/2.png", "deep/er/1.png"].map {
            "\(folder)/new/\($0)"
          })
      #expect(try found.values.bytes(of: [0, 1, 2, 3], size: 2) == [1, 7, 0, 7, 2, 7, 3, 7])
      try makeFolder("\(folder)/empty")
      #expect(
        message("\(folder)/empty", [1, 1, 2], in: folder)
          == "empty: the folder has no PNG or JPEG file")
      #expect(
        message("\(folder)/new", [3], in: folder)
          == "new: expected a table or a NumPy array with examples of 3 values, got another file")
    }
  }

  @Test(arguments: [
    (["x_train.npy", "y_train.npy", "x_test.npy"], 2),
    (["things.npy"], 0),
    (["test_images.npy", "test_labels.npy"], 0),
  ])
  func anArchiveHasTestExamplesOrOneArray(names: [String], place: Int) throws {
    try withTemporaryFolder { folder in
      let arrays = names.indices.map { index in
        NumPyFiles.array("<f4", [2, 3], bytes([Float](repeating: Float(index), count: 6)))
      }
      let path = "\(folder)/a.npz"
      try write(NumPyFiles.archive(Array(zip(names, arrays)).map { ($0, $1) }), to: path)
      let found = try ExampleFile(path: path, exampleShape: [3])
      #expect(found.values == .floats([Float](repeating: Float(place), count: 6)))
      #expect(found.names == ["\(path)[0]", "\(path)[1]"])
    }
  }

  @Test func anArchiveOfOtherArrays() throws {
    try withTemporaryFolder { folder in
      let array = NumPyFiles.array("<f4", [1, 3], bytes([1, 2, 3]))
      for (names, text) in [
        (["a.npy", "b.npy"], "'a', 'b'"),
        (["x_test.npy", "test_data.npy"], "'x_test', 'test_data'"),
        (["note.txt"], "no arrays"),
      ] {
        try write(NumPyFiles.archive(names.map { ($0, array) }), to: "\(folder)/a.npz")
        #expect(
          message("\(folder)/a.npz", [3], in: folder)
            == "a.npz: expected one array of test examples, such as x_test, or a single array, got"
            + " \(text)")
      }
      try write(NumPyFiles.archive([("x_test.npy", array)]), to: "\(folder)/b.npz")
      #expect(
        message("\(folder)/b.npz", [4], in: folder).contains(
          "expected an array of shape (4,), or several of them along a first axis, got (1, 3)"))
    }
  }
}

import Foundation
import Testing

@testable import Datasets

/// Damaged arrays and archives either load or are refused; they never trap or hang.
struct NumPyFuzzTests {
  @Test(arguments: [
    NumPyFiles.array("<f4", [2, 3], [UInt8](repeating: 0, count: 24)),
    NumPyFiles.array(">f2", [2, 3, 2], [UInt8](repeating: 1, count: 24), isColumnMajor: true),
    NumPyFiles.array("|u1", [2, 2, 2, 3], [UInt8](repeating: 2, count: 24)),
  ])
  func survivesRandomDamageOfAnArray(bytes: [UInt8]) throws {
    try withTemporaryFolder { folder in
      try write(NumPyFiles.array("<i2", [2], [0, 0, 1, 0]), to: "\(folder)/y.npy")
      try fuzz(seconds: 0.4) { random in
        try write(mutated(bytes, using: &random), to: "\(folder)/x.npy")
        load(folder)
      }
    }
  }

  @Test(arguments: ["keras.npz", "keras-compressed.npz", "unnamed.npz"])
  func survivesRandomDamageOfAnArchive(name: String) throws {
    let bytes = try [UInt8](
      Data(contentsOf: URL(fileURLWithPath: NumPyFiles.fixture(name))))
    try withTemporaryFolder { folder in
      try fuzz(seconds: 0.4) { random in
        try write(mutated(bytes, using: &random), to: "\(folder)/data.npz")
        load("\(folder)/data.npz")
      }
    }
  }

  /// A header of random pieces.
  @Test func survivesRandomHeaders() throws {
    let pieces = [
      "{", "}", "(", ")", "[", "]", ",", ":", "'descr'", "'fortran_order'", "'shape'", "'<f4'",
      "'|u1'", "True", "False", "1", "2", "99999999999999999999", "4611686018427387904", " ", "L",
      "'", "\"",
    ]
    try fuzz(seconds: 0.4) { random in
      var text = "{'descr': '<f4', 'fortran_order': False, 'shape': ("
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
      }
      do {
        _ = try NumPyHeader(reader(NumPyFiles.file(text), name: "fuzz.npy"))
      } catch is DatasetError {}
    }
  }

  private func load(_ path: String) {
    do {
      _ = try DataSource.path(path).contents()
    } catch {
      #expect(error is DatasetError)
    }
  }
}

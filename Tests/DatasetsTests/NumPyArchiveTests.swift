import Foundation
import Testing

@testable import Datasets

/// Arrays by name in `.npz` files, written and read back.
struct NumPyArchiveTests {
  private typealias Array = NumPyArchive.Array

  private static let arrays = [
    Array(
      name: "conv2d1.W", shape: [2, 1, 3],
      scalars: [0, -0.0, 1, -1.5, .leastNonzeroMagnitude, .infinity]),
    Array(
      name: "conv2d1.b", shape: [2], scalars: [.greatestFiniteMagnitude, .leastNormalMagnitude]),
    Array(name: "scale", shape: [], scalars: [0.1]),
    Array(name: "empty", shape: [0, 3], scalars: []),
    Array(name: "größe/größe", shape: [1, 1, 1, 1, 1], scalars: [7]),
  ]

  private func written(_ arrays: [Array], in folder: String) throws -> [UInt8] {
    try NumPyArchive(arrays).write(to: "\(folder)/a.npz")
    return try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.npz")))
  }

  private func read(_ bytes: [UInt8], in folder: String) throws -> [Array] {
    try write(bytes, to: "\(folder)/read.npz")
    return try NumPyArchive(path: "\(folder)/read.npz").arrays
  }

  private func bits(_ arrays: [Array]) -> [[UInt32]] {
    arrays.map { $0.scalars.map(\.bitPattern) }
  }

  @Test func everyBitComesBack() throws {
    try withTemporaryFolder { folder in
      let bytes = try written(Self.arrays, in: folder)
      let found = try read(bytes, in: folder)
      #expect(found.map(\.name) == Self.arrays.map(\.name))
      #expect(found.map(\.shape) == Self.arrays.map(\.shape))
      #expect(bits(found) == bits(Self.arrays))
      // Neither the time nor anything else is in the file.
      #expect(try written(Self.arrays, in: folder) == bytes)
    }
  }

  @Test func theFormIsNumPys() throws {
    try withTemporaryFolder { folder in
      let array = Array(name: "conv2d1.W", shape: [3], scalars: [1, 2, 3])
      _ = try written([array], in: folder)
      let archive = try ZipArchive(path: "\(folder)/a.npz")
      let entry = try #require(archive.entries.first)
      #expect(entry.name == "conv2d1.W.npy")
      let content = ContentReader(try ZipEntrySource(archive, entry))
      let bytes = try content.bytes(entry.size, purpose: "the file")
      let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"
      // NumPy aligns the elements to 64 bytes, with blanks and a line break.
      let header = text + String(repeating: " ", count: 118 - text.count - 1) + "\n"
      #expect(
        Swift.Array(bytes.prefix(128)) == NumPyHeader.magic + [1, 0, 118, 0]
          + Swift.Array(header.utf8))
      #expect(bytes.count == 140)
    }
  }

  @Test func otherOrdersAndPrecisionsAreConverted() throws {
    try withTemporaryFolder { folder in
      let values: [Float] = [1, 2.5, -3, 4, 0.1, 6]
      let columns = [0, 3, 1, 4, 2, 5].map { values[$0] }
      let littleEndian = values.flatMap {
        withUnsafeBytes(of: $0.bitPattern.littleEndian, [UInt8].init)
      }
      let bigEndian = values.flatMap { withUnsafeBytes(of: $0.bitPattern.bigEndian, [UInt8].init) }
      let double = values.flatMap {
        withUnsafeBytes(of: Double($0).bitPattern.bigEndian, [UInt8].init)
      }
      let byColumn = columns.flatMap {
        withUnsafeBytes(of: $0.bitPattern.littleEndian, [UInt8].init)
      }
      let found = try read(
        NumPyFiles.archive([
          ("a.npy", NumPyFiles.array("<f4", [2, 3], littleEndian)),
          ("b.npy", NumPyFiles.array(">f4", [2, 3], bigEndian)),
          ("c.npy", NumPyFiles.array(">f8", [2, 3], double)),
          ("d.npy", NumPyFiles.array("<f4", [2, 3], byColumn, isColumnMajor: true)),
          ("note.txt", [1]),
        ]), in: folder)
      #expect(found.map(\.name) == ["a", "b", "c", "d"])
      for array in found { #expect(array.scalars == values && array.shape == [2, 3], "\(array)") }
    }
  }

  @Test(arguments: [
    ("<f2", 2, "float16"), ("<i4", 4, "int32"), ("|u1", 1, "uint8"), ("|b1", 1, "bool"),
  ])
  func otherElementsAreRefused(code: String, size: Int, name: String) throws {
    try withTemporaryFolder { folder in
      let bytes = NumPyFiles.archive([
        ("W.npy", NumPyFiles.array(code, [1], [UInt8](repeating: 1, count: size)))
      ])
      let error = #expect(throws: DatasetError.self) { try read(bytes, in: folder) }
      #expect(
        error?.description
          == "\(folder)/read.npz/W.npy: expected float32 or float64, got an array of \(name) of shape "
          + "(1,)")
    }
  }

  @Test func anArrayTwiceIsRefused() throws {
    try withTemporaryFolder { folder in
      let array = NumPyFiles.array("<f4", [1], [0, 0, 0, 0])
      let bytes = NumPyFiles.archive([("W.npy", array), ("b.npy", array), ("W.npy", array)])
      let error = #expect(throws: DatasetError.self) { try read(bytes, in: folder) }
      #expect(
        error?.description == "\(folder)/read.npz: expected each array once, got 'W.npy' twice")
    }
  }

  @Test func aCutArchiveIsRefused() throws {
    try withTemporaryFolder { folder in
      let bytes = try written(Self.arrays, in: folder)
      for count in 0..<bytes.count {
        #expect(throws: DatasetError.self) {
          try read(Swift.Array(bytes.prefix(count)), in: folder)
        }
      }
    }
  }

  /// The checksums of the archive leave no changed element unnoticed.
  @Test func aChangedElementIsRefused() throws {
    try withTemporaryFolder { folder in
      let array = Array(name: "W", shape: [3], scalars: [1, 2, 3])
      let bytes = try written([array], in: folder)
      // The local header with the name of the file, and the header of the array.
      let start = 30 + "W.npy".utf8.count + 128
      try #require(Swift.Array(bytes[start..<start + 4]) == [0, 0, 0x80, 0x3f])
      for position in start..<start + 12 {
        var changed = bytes
        changed[position] ^= 1
        #expect(throws: DatasetError.self) { try read(changed, in: folder) }
      }
    }
  }

  @Test func aFileThatCannotBeWritten() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: (any Error).self) {
        try NumPyArchive(Self.arrays).write(to: "\(folder)/none/a.npz")
      }
      #expect(
        error.map { "\($0)" } == "cannot create '\(folder)/none/a.npz': No such file or directory")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [])
    }
  }
}

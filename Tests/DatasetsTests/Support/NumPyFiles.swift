import Foundation
import Testing

@testable import Datasets

/// Writes `.npy` files and `.npz` archives as NumPy does, right or wrong, for tests.
enum NumPyFiles {
  /// A `.npy` file, whose header may disagree with its bytes.
  static func array(
    _ code: String, _ shape: [Int], _ bytes: [UInt8], isColumnMajor: Bool = false
  ) -> [UInt8] {
    let sizes = shape.map { "\($0), " }.joined()
    return file(
      "{'descr': '\(code)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': (\(sizes))}",
      bytes)
  }

  /// A `.npy` file of version 1.0 with any header.
  static func file(_ header: String, _ bytes: [UInt8] = []) -> [UInt8] {
    NumPyHeader.magic + [1, 0] + Pickle.littleEndian(header.utf8.count, bytes: 2) + ascii(header)
      + bytes
  }

  /// An archive of files as they are. Its directory may claim other sizes.
  static func archive(
    _ files: [(name: String, bytes: [UInt8])], method: Int = 0, size: Int? = nil
  ) -> [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let (offset, name) = (result.count, ascii(file.name))
      // Version, flags, method, time and date, checksum, sizes, lengths of the name and of the rest.
      let common =
        littleEndian([(20, 2), (0, 2), (method, 2), (0, 2), (33, 2)])
        + littleEndian([
          (Int(checksum(file.bytes)), 4), (file.bytes.count, 4), (size ?? file.bytes.count, 4),
          (name.count, 2), (0, 2),
        ])
      result += ascii("PK\u{3}\u{4}") + common + name + file.bytes
      directory +=
        ascii("PK\u{1}\u{2}") + littleEndian([(20, 2)]) + common
        + littleEndian([(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)]) + name
    }
    let end = littleEndian([
      (0, 2), (0, 2), (files.count, 2), (files.count, 2), (directory.count, 4),
      (result.count, 4), (0, 2),
    ])
    return result + directory + ascii("PK\u{5}\u{6}") + end
  }

  private static func littleEndian(_ fields: [(value: Int, bytes: Int)]) -> [UInt8] {
    fields.flatMap { Pickle.littleEndian($0.value, bytes: $0.bytes) }
  }

  /// The path of a file that NumPy wrote.
  static func fixture(_ name: String) throws -> String {
    try #require(Bundle.module.path(forResource: name, ofType: nil, inDirectory: "Fixtures"))
  }
}

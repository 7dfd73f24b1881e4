import Foundation

/// Numbers of bytes as users read and write them.
package enum ByteSize {
  /// Units and their bytes: those of the SI, and those of IEC 80000-13.
  private static let units: [(name: String, bytes: Int)] = [
    ("B", 1), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1 << 40),
  ]

  /// A number of bytes in a unit of the SI, such as `1.2 MB`.
  package static func text(_ bytes: Int) -> String {
    let unit = units.prefix(5).last { bytes >= $0.bytes } ?? units[0]
    if unit.bytes == 1 { return "\(bytes) B" }
    return String(format: "%.1f %@", Double(bytes) / Double(unit.bytes), unit.name)
  }

  /// The bytes that a text says, such as `500MB`, `1.5 GB`, `2GiB` or `4096`; `nil` for others.
  package static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let name = text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces).uppercased()
    guard digits.first != ".", digits.last != ".",
      let unit = units.first(where: { $0.name == (name.isEmpty ? "B" : name) })
    else { return nil }
    if let number = Int(digits) {
      let (bytes, overflows) = number.multipliedReportingOverflow(by: unit.bytes)
      return overflows ? nil : bytes
    }
    // A fraction of a byte is none.
    guard unit.bytes > 1, let number = Double(digits) else { return nil }
    return Int(exactly: (number * Double(unit.bytes)).rounded(.down))
  }
}

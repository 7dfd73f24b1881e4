/// A number of bytes as a user writes it: `262144`, `256K`, `1M`, `2G`.
package struct MemorySize: Sendable, Hashable {
  package let byteCount: Int

  /// The units, of which each is 1,024 of the one before.
  private static let units = ["", "K", "M", "G"]

  /// - Throws: `StandaloneError.memorySize` for what is no number of bytes, for none, and for more
  ///   than there are numbers.
  package init(_ text: String) throws(StandaloneError) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let unit = Self.units.firstIndex(of: text.dropFirst(digits.count).uppercased()),
      let number = Int(digits), number > 0
    else { throw .memorySize(text) }
    let (bytes, overflows) = number.multipliedReportingOverflow(by: 1 << (10 * unit))
    guard !overflows else { throw .memorySize(text) }
    byteCount = bytes
  }
}

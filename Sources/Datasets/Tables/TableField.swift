/// The value of a field of a table.
enum TableField: Equatable {
  /// A finite number.
  case number(Float)
  /// A missing value: an empty field, a word for it, or a number that is not finite.
  case missing
  /// Anything else.
  case text

  /// The words for a missing value, in lower case.
  private static let missingWords: Set<String> = [
    "", "na", "n/a", "nan", "null", "none", "?", "inf", "-inf", "infinity", "-infinity",
  ]

  /// The value of the bytes of a field, in any locale.
  init(_ bytes: UnsafeRawBufferPointer) {
    if let value = Self.shortDecimal(bytes) {
      self = .number(value)
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.isEmpty, Self.mayBeNumber(bytes), let value = Float(text) else {
      self = Self.missingWords.contains(text.lowercased()) ? .missing : .text
      return
    }
    self = value.isFinite ? .number(value) : .missing
  }

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { TableField(UnsafeRawBufferPointer($0)) }
  }

  /// Whether a text is a number with a comma in place of the decimal point, points between its
  /// thousands or none, as `1.234,5`; or with commas between its thousands. Of `1,234` nobody can
  /// say which.
  static func hasCommas(_ text: String) -> Bool {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    guard groups.count > 1 else { return false }
    if groups.count == 2, !groups[1].contains(".") {
      let thousands = groups[0].split(separator: ".", omittingEmptySubsequences: false)
      let isGrouped = thousands.dropFirst().allSatisfy { $0.count == 3 }
      if isGrouped, isNumber("\(thousands.joined()).\(groups[1])") { return true }
    }
    return groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 }
      && isNumber(groups.joined())
  }

  /// Whether a text is a finite number.
  static func isNumber(_ text: String) -> Bool {
    if case .number = TableField(text) { true } else { false }
  }

  // Safe, in both functions: the loops end at the count. `while` loops over plain pointers because
  // debug builds run them for every field that is no whole number of few digits.

  /// Whether there are only characters of decimal numbers, since Swift reads hexadecimal ones too.
  private static func mayBeNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    let count = bytes.count
    var index = 0
    while index < count {
      // Digits, then `+`, `-`, `.`, `E`, `e`.
      let byte = base[index]
      guard
        byte &- 0x30 <= 9 || byte == 0x2b || byte == 0x2d || byte == 0x2e || byte | 0x20 == 0x65
      else { return false }
      index &+= 1
    }
    return true
  }

  /// The value of a number of at most seven digits without an exponent; `nil` for other numbers.
  ///
  /// Its digits and the power of ten are exact in a `Float`, so that the quotient is the closest
  /// one (Clinger, 1990).
  private static func shortDecimal(_ bytes: UnsafeRawBufferPointer) -> Float? {
    let count = bytes.count
    guard count > 0, count <= 9, let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return nil }
    let isNegative = base[0] == UInt8(ascii: "-")
    var index = isNegative ? 1 : 0
    var digits = 0
    var value: Int32 = 0
    var scale: Float = 1
    var hasPoint = false
    while index < count {
      let byte = base[index]
      index &+= 1
      if byte == 0x2e, !hasPoint {
        hasPoint = true
        continue
      }
      let digit = byte &- 0x30
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int32(digit)
      digits &+= 1
      if hasPoint { scale *= 10 }
    }
    guard digits > 0, digits <= 7 else { return nil }
    let result = Float(value) / scale
    return isNegative ? -result : result
  }
}

/// The arguments that follow an opcode in the pickle.
extension ContentReader {
  /// A little-endian unsigned integer of up to eight bytes.
  func unsignedInteger(bytes count: Int) throws -> UInt64 {
    var result: UInt64 = 0
    for position in 0..<count {
      result |= UInt64(try byte(of: "the argument of an opcode")) << UInt64(8 * position)
    }
    return result
  }

  /// A little-endian two's complement integer of up to eight bytes.
  func signedInteger(bytes count: Int) throws -> Int {
    guard count > 0 else { return 0 }
    let unused = 64 - 8 * count
    return Int(Int64(bitPattern: try unsignedInteger(bytes: count) << UInt64(unused)) >> unused)
  }

  /// A count of bytes, stored in four or eight bytes.
  func byteCount(bytes width: Int) throws -> Int {
    let start = offset
    guard let count = Int(exactly: try unsignedInteger(bytes: width)) else {
      throw fail(.tooLarge, at: start)
    }
    return count
  }

  /// The characters up to the end of a line that holds a name.
  func nameLine() throws -> String {
    try line(limit: PickleLimits.name, .longName)
  }

  /// The characters up to the end of a line that holds a number.
  func numberLine() throws -> String {
    try line(limit: PickleLimits.digits, .longNumber)
  }

  private func line(limit: Int, _ excess: PickleError) throws -> String {
    let start = offset
    // Latin-1 characters are the first 256 of Unicode.
    var characters: [UInt16] = []
    while true {
      let next = try byte(of: "the argument of an opcode")
      if next == UInt8(ascii: "\n") { return String(decoding: characters, as: UTF16.self) }
      guard characters.count < limit else { throw fail(excess, at: start) }
      characters.append(UInt16(next))
    }
  }

  /// A line that holds an integer, which Python 2 may end with an L.
  func decimalInteger() throws -> Int {
    let start = offset
    let text = try numberLine()
    guard let integer = Int(text.hasSuffix("L") ? String(text.dropLast()) : text) else {
      throw fail(PickleError.malformedNumber(text), at: start)
    }
    return integer
  }

  /// A line that holds a float as Python's `repr` writes it.
  func decimalFloat() throws -> Double {
    let start = offset
    let text = try numberLine()
    guard let float = Double(text) else { throw fail(PickleError.malformedNumber(text), at: start) }
    return float
  }
}

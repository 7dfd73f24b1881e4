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

  /// The characters up to the end of a line that holds a number or a name.
  func line() throws -> String {
    let start = offset
    var characters = String.UnicodeScalarView()
    while true {
      let next = try byte(of: "the argument of an opcode")
      if next == UInt8(ascii: "\n") { return String(characters) }
      guard characters.count < PickleLimits.line else { throw fail(.longLine, at: start) }
      characters.append(Unicode.Scalar(next))
    }
  }

  /// A line that holds an integer, which Python 2 may end with an L.
  func decimalInteger() throws -> Int {
    let start = offset
    let text = try line()
    guard let integer = Int(text.hasSuffix("L") ? String(text.dropLast()) : text) else {
      throw fail(.malformedNumber(text), at: start)
    }
    return integer
  }

  /// A line that holds a float as Python's `repr` writes it.
  func decimalFloat() throws -> Double {
    let start = offset
    let text = try line()
    guard let float = Double(text) else { throw fail(.malformedNumber(text), at: start) }
    return float
  }
}

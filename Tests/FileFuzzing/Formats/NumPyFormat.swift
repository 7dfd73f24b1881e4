/// A `.npy` file: its header is mutated and gets its length, or the elements are.
struct NumPyFormat: MutableFormat {
  private static let header = TextFormat(words: [
    "{", "}", "(", ")", "[", "]", ",", ":", "'descr'", "'fortran_order'", "'shape'", "'<f4'",
    "'>f8'", "'|u1'", "'<i8'", "'|b1'", "'<f2'", "'<u2'", "'<c8'", "'|O'", "True", "False", " ",
    "L", "'", "\"", "\\",
  ])

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    guard bytes.starts(with: [0x93] + "NUMPY".utf8), bytes.count > 12, !mutation.isOne(in: 6)
    else { return mutation.bytes(bytes) }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    let start = 8 + lengthSize
    let end = start + bytes.littleEndian(at: 8, bytes: lengthSize)
    guard end <= bytes.count else { return mutation.bytes(bytes) }
    var header = Array(bytes[start..<end])
    var elements = Array(bytes[end...])
    if mutation.isOne(in: 4) {
      elements = mutation.bytes(elements)
    } else {
      header = Self.header.mutated(header, by: &mutation)
    }
    return Array(bytes[..<8]) + [UInt8].littleEndian(header.count, bytes: lengthSize) + header
      + elements
  }
}

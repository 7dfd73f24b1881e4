/// An IDX file: the sizes of its axes are mutated, and mostly has as many bytes as they say.
struct IDXFormat: MutableFormat {
  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    guard bytes.count >= 8, bytes[0] == 0, bytes[1] == 0, !mutation.isOne(in: 3) else {
      return mutation.bytes(bytes)
    }
    let axes = Int(bytes[3])
    let start = 4 + 4 * axes
    guard 1...8 ~= axes, start <= bytes.count else { return mutation.bytes(bytes) }
    var sizes = (0..<axes).map { bytes.bigEndian(at: 4 + 4 * $0) }
    sizes[mutation.number(below: axes)] =
      mutation.isOne(in: 3)
      ? Int(mutation.interestingNumber(bits: 32)) : 1 + mutation.number(below: 6)
    var values = Array(bytes[start...])
    let count = sizes.reduce(1.0) { $0 * Double($1) }
    if count <= 2048, !mutation.isOne(in: 6) {
      let count = Int(count)
      values =
        Array(values.prefix(count)) + [UInt8](repeating: 1, count: max(0, count - values.count))
    }
    return Array(bytes[..<4]) + sizes.flatMap([UInt8].bigEndian) + values
  }
}

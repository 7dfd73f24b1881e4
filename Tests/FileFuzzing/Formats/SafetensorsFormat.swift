/// A safetensors file: its header is mutated as JSON and gets its length, or the arrays are.
struct SafetensorsFormat: MutableFormat {
  private static let header = TextFormat.json(
    ["dtype", "shape", "data_offsets", "__metadata__", "F32", "I64", "BOOL", "U8", "F64"])

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    let length = bytes.littleEndian(at: 0, bytes: 8)
    guard bytes.count >= 8, 0...bytes.count - 8 ~= length, !mutation.isOne(in: 6) else {
      return mutation.bytes(bytes)
    }
    var header = Array(bytes[8..<8 + length])
    var data = Array(bytes[(8 + length)...])
    if mutation.isOne(in: 6) {
      data = mutation.bytes(data)
    } else {
      header = Self.header.mutated(header, by: &mutation)
    }
    return [UInt8].littleEndian(header.count, bytes: 8) + header + data
  }
}

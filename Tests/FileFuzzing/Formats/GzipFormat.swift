/// A file that may be gzipped: its content is mutated, and compressed again with its checksum.
struct GzipFormat<Content: MutableFormat>: MutableFormat {
  let content: Content

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    guard bytes.starts(with: [0x1f, 0x8b]) else {
      let bytes = content.mutated(bytes, by: &mutation)
      return mutation.isOne(in: 50) ? Zlib.deflated(bytes, .gzip, level: 1) : bytes
    }
    if mutation.isOne(in: 4) { return mutation.bytes(bytes) }
    let inner = content.mutated(Zlib.inflated(bytes, .gzip), by: &mutation)
    if mutation.isOne(in: 20) { return inner }
    let level = [0, 1, 9][mutation.number(below: 3)]
    guard mutation.isOne(in: 6) else { return Zlib.deflated(inner, .gzip, level: level) }
    // Two members make one content, and zero bytes may follow.
    let half = mutation.number(below: inner.count + 1)
    return Zlib.deflated(Array(inner[..<half]), .gzip, level: level)
      + Zlib.deflated(Array(inner[half...]), .gzip, level: level)
      + [UInt8](repeating: 0, count: mutation.number(below: 3))
  }
}

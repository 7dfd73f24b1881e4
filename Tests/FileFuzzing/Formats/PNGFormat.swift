/// A PNG: a chunk is mutated, and gets its checksum; of the pixels what is compressed.
struct PNGFormat: MutableFormat {
  private struct Chunk {
    var type: [UInt8]
    var data: [UInt8]
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Types of chunks that libpng looks into.
  private static let types = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "iCCP", "sRGB", "sBIT", "bKGD", "zTXt",
    "iTXt", "tEXt", "hIST", "pHYs", "sPLT", "tIME", "eXIf",
  ]

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    var chunks = Self.chunks(bytes)
    guard !chunks.isEmpty, !mutation.isOne(in: 6) else { return mutation.bytes(bytes) }
    let chosen = mutation.number(below: chunks.count)
    switch mutation.number(below: 10) {
    case 0: chunks.remove(at: chosen)
    case 1: chunks.insert(chunks[chosen], at: mutation.number(below: chunks.count))
    case 2:
      let type = Self.types[mutation.number(below: Self.types.count)]
      chunks.insert(
        Chunk(type: Array(type.utf8), data: mutation.bytes(chunks[chosen].data)), at: chosen)
    case 3:
      if chunks[0].data.count >= 13 {
        let place = [0, 4][mutation.number(below: 2)]
        let size = Int(mutation.interestingNumber(bits: 32))
        chunks[0].data.replaceSubrange(place..<place + 4, with: [UInt8].bigEndian(size))
      }
    case 4:
      // Depth, type, compression, filter and interlacing.
      if chunks[0].data.count >= 13 {
        let place = 8 + mutation.number(below: 5)
        chunks[0].data[place] = [0, 1, 2, 3, 4, 6, 8, 16][mutation.number(below: 8)]
      }
    case 5, 6, 7:
      if let pixels = chunks.firstIndex(where: { $0.type.elementsEqual("IDAT".utf8) }) {
        let rows = mutation.bytes(Zlib.inflated(chunks[pixels].data, .zlib))
        chunks[pixels].data = Zlib.deflated(rows, .zlib, level: 1)
      }
    default: chunks[chosen].data = mutation.bytes(chunks[chosen].data)
    }
    return Self.signature
      + chunks.flatMap { chunk in
        let named = chunk.type + chunk.data
        return [UInt8].bigEndian(chunk.data.count) + named
          + [UInt8].bigEndian(Zlib.checksum(named))
      }
  }

  private static func chunks(_ bytes: [UInt8]) -> [Chunk] {
    guard bytes.starts(with: signature) else { return [] }
    var chunks: [Chunk] = []
    var offset = signature.count
    while offset + 12 <= bytes.count, chunks.count < 64 {
      let end = offset + 8 + bytes.bigEndian(at: offset)
      guard end + 4 <= bytes.count else { break }
      chunks.append(
        Chunk(
          type: Array(bytes[offset + 4..<offset + 8]), data: Array(bytes[offset + 8..<end])))
      offset = end + 4
    }
    return chunks
  }
}

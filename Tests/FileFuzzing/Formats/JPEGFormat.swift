/// A JPEG: a segment is mutated and gets its length, or what is coded after the last one.
struct JPEGFormat: MutableFormat {
  private struct Segment {
    var marker: UInt8
    var data: [UInt8]
  }

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    var (segments, rest) = Self.parts(bytes)
    guard !segments.isEmpty, !mutation.isOne(in: 6) else { return mutation.bytes(bytes) }
    let chosen = mutation.number(below: segments.count)
    switch mutation.number(below: 10) {
    case 0: segments.remove(at: chosen)
    case 1: segments.insert(segments[chosen], at: mutation.number(below: segments.count))
    case 2: segments.swapAt(chosen, mutation.number(below: segments.count))
    case 3:
      // The kinds of frames, among them progressive and arithmetic ones.
      segments[chosen].marker = 0xC0 | UInt8(mutation.number(below: 16))
    case 4:
      if let frame = segments.firstIndex(where: { 0xC0...0xC2 ~= $0.marker }),
        segments[frame].data.count >= 6
      {
        let place = [1, 3][mutation.number(below: 2)]
        let size = Int(mutation.interestingNumber(bits: 16))
        segments[frame].data.replaceSubrange(
          place..<place + 2, with: [UInt8].littleEndian(size, bytes: 2).reversed())
      }
    case 5, 6, 7: rest = mutation.bytes(rest)
    default: segments[chosen].data = mutation.bytes(segments[chosen].data)
    }
    return [0xFF, 0xD8]
      + segments.flatMap { segment in
        [0xFF, segment.marker]
          + [UInt8].littleEndian(segment.data.count + 2, bytes: 2).reversed() + segment.data
      } + rest
  }

  /// The segments up to the first scan, and the bytes from its codes on.
  private static func parts(_ bytes: [UInt8]) -> (segments: [Segment], rest: [UInt8]) {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return ([], bytes) }
    var segments: [Segment] = []
    var offset = 2
    while offset + 4 <= bytes.count, bytes[offset] == 0xFF, segments.count < 64 {
      let marker = bytes[offset + 1]
      let end = offset + 2 + Int(bytes[offset + 2]) << 8 + Int(bytes[offset + 3])
      guard end >= offset + 4, end <= bytes.count else { break }
      segments.append(Segment(marker: marker, data: Array(bytes[offset + 4..<end])))
      offset = end
      if marker == 0xDA { break }
    }
    return (segments, Array(bytes[offset...]))
  }
}

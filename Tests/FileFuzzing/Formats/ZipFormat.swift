/// A ZIP archive: the content of an entry is mutated, or what the archive says of it, and all is
/// written again with offsets and checksums that fit.
struct ZipFormat<Content: MutableFormat>: MutableFormat {
  let content: Content

  private struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    /// Whether the entry is deflated.
    var isDeflated: Bool
    /// What the archive says of the size; the truth unless given.
    var size: Int?
    /// Where the archive says that the entry lies; the truth unless given.
    var offset: Int?
  }

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    var entries = Self.entries(bytes)
    guard !entries.isEmpty, !mutation.isOne(in: 4) else { return mutation.bytes(bytes) }
    let chosen = mutation.number(below: entries.count)
    switch mutation.number(below: 12) {
    case 0: entries[chosen].name = mutation.bytes(entries[chosen].name)
    case 1: entries[chosen].size = Int(mutation.interestingNumber(bits: 32))
    case 2: entries[chosen].offset = mutation.number(below: bytes.count)
    case 3: entries.remove(at: chosen)
    case 4: entries.append(entries[chosen])
    case 5: entries[chosen].isDeflated.toggle()
    case 6: entries.swapAt(chosen, mutation.number(below: entries.count))
    default:
      entries[chosen].content = content.mutated(entries[chosen].content, by: &mutation)
    }
    return Self.archive(entries)
  }

  /// The entries that lie one after another from the beginning of an archive.
  private static func entries(_ bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var offset = 0
    while offset + 30 <= bytes.count, bytes[offset..<offset + 4].elementsEqual("PK\u{3}\u{4}".utf8),
      entries.count < 32
    {
      let nameSize = bytes.littleEndian(at: offset + 26, bytes: 2)
      let start = offset + 30 + nameSize + bytes.littleEndian(at: offset + 28, bytes: 2)
      let end = start + bytes.littleEndian(at: offset + 18, bytes: 4)
      guard end <= bytes.count else { break }
      let stored = Array(bytes[start..<end])
      let isDeflated = bytes.littleEndian(at: offset + 8, bytes: 2) == 8
      entries.append(
        Entry(
          name: Array(bytes[offset + 30..<offset + 30 + nameSize]),
          content: isDeflated ? Zlib.inflated(stored, .none) : stored, isDeflated: isDeflated))
      offset = end
    }
    return entries
  }

  private static func archive(_ entries: [Entry]) -> [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = entry.offset ?? result.count
      let stored =
        entry.isDeflated ? Zlib.deflated(entry.content, .none, level: 1) : entry.content
      let common = numbers([
        (20, 2), (0, 2), (entry.isDeflated ? 8 : 0, 2), (0, 2), (33, 2),
        (Zlib.checksum(entry.content), 4), (stored.count, 4),
        (entry.size ?? entry.content.count, 4),
        (entry.name.count, 2), (0, 2),
      ])
      result += Array("PK\u{3}\u{4}".utf8) + common + entry.name + stored
      directory +=
        Array("PK\u{1}\u{2}".utf8) + numbers([(20, 2)]) + common
        + numbers([(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)]) + entry.name
    }
    let end = numbers([
      (0, 2), (0, 2), (entries.count, 2), (entries.count, 2), (directory.count, 4),
      (result.count, 4), (0, 2),
    ])
    return result + directory + Array("PK\u{5}\u{6}".utf8) + end
  }

  private static func numbers(_ fields: [(value: Int, bytes: Int)]) -> [UInt8] {
    fields.flatMap { [UInt8].littleEndian($0.value, bytes: $0.bytes) }
  }
}

import Diagnostics
import Files

/// The bytes of a string that is written with escapes, gathered in the words that it keeps.
///
/// There is no copy of them: while the words grow they take at most twice the bytes, and afterwards
/// as much as the bytes.
struct PickleStringBuilder {
  private let content: ContentReader
  private let offset: Int
  private let limit: Int

  private var words: [Float] = []
  /// The bytes of the word that is not complete.
  private var word: UInt32 = 0
  private var count = 0

  /// - Parameter limit: how many bytes the string may have.
  init(from content: ContentReader, limit: Int) {
    self.content = content
    self.limit = limit
    offset = content.offset
  }

  /// Makes room for so many bytes.
  mutating func reserve(_ byteCount: Int) throws {
    let wordCount = (byteCount + 3) / 4
    guard wordCount > words.capacity else { return }
    let wordSize = MemoryLayout<Float>.size
    guard canAllocate(byteCount: wordCount * wordSize) else {
      throw content.fail(.noMemory(bytes: wordCount * wordSize), at: offset)
    }
    words.reserveCapacity(wordCount)
  }

  mutating func append(_ byte: UInt8) throws {
    guard count < limit else { throw content.fail(PickleError.tooManyStrings, at: offset) }
    word |= UInt32(byte) << UInt32(8 * (count & 3))
    count += 1
    if count & 3 == 0 { try completeWord() }
  }

  /// Appends bytes that stand in the pickle as they are.
  mutating func append(contentsOf bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count <= limit - count else {
      throw content.fail(PickleError.tooManyStrings, at: offset)
    }
    // The bytes before and after whole words, or all if there are only a few.
    let first = bytes.count < 64 ? bytes.count : -count & 3
    for byte in bytes.prefix(first) { try append(byte) }
    let last = bytes.count - (bytes.count - first) & 3
    if first < last {
      let whole = UnsafeRawBufferPointer(rebasing: bytes[first..<last])
      try makeRoom(words: whole.count / 4)
      words += [Float](unsafeUninitializedCapacity: whole.count / 4) { copy, initializedCount in
        // Safe: every bit pattern is a `Float`, and there is room for as many as are copied.
        UnsafeMutableRawBufferPointer(copy).copyMemory(from: whole)
        initializedCount = whole.count / 4
      }
      count += whole.count
    }
    for byte in bytes[last...] { try append(byte) }
  }

  private mutating func completeWord() throws {
    try makeRoom(words: 1)
    // The first byte comes first in memory.
    words.append(Float(bitPattern: UInt32(littleEndian: word)))
    word = 0
  }

  /// Makes room for more words, and for as many again as there are, up to the limit.
  private mutating func makeRoom(words more: Int) throws {
    let needed = words.count + more
    guard needed > words.capacity else { return }
    try reserve(4 * max(needed, min(2 * words.count, (limit + 3) / 4), 16))
  }

  /// The string, padded with zeros to whole words.
  mutating func string() throws -> PickleString {
    if count & 3 != 0 { try completeWord() }
    return PickleString(decoded: words, count: count, offset: offset)
  }
}

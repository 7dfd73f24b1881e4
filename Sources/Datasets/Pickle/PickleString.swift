/// A string of a pickle: bytes, or text of characters below 256, one byte each.
///
/// The bytes lie in the memory of an array of `Float`, because nearly all bytes of a data set are
/// the float32 pixels of one: the array then becomes the pixels without a copy.
struct PickleString {
  /// The bytes in the host's memory order, padded with zeros to whole words.
  let words: [Float]

  /// How many bytes there are.
  let count: Int

  /// Where the first byte lies in the pickle.
  let offset: Int

  /// Whether the bytes stand in the pickle as they are, one after another, without escapes.
  let isVerbatim: Bool

  /// Bytes that were written with escapes.
  init(decoded words: [Float], count: Int, offset: Int) {
    self.words = words
    self.count = count
    self.offset = offset
    isVerbatim = false
  }

  /// The next `count` bytes of a pickle.
  init(verbatim count: Int, from content: ContentReader, limit: Int) throws {
    let purpose = "a string"
    offset = content.offset
    guard count <= limit else { throw content.fail(PickleError.tooManyStrings) }
    try content.checkRoom(for: count, purpose: purpose)
    try content.checkMemory(for: count)
    words = try Self.words(count: count) { try content.read(into: $0, purpose: purpose) }
    self.count = count
    isVerbatim = true
  }

  private static func words(
    count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows -> [Float] {
    let wordCount = (count + 3) / 4
    return try [Float](unsafeUninitializedCapacity: wordCount) { words, initializedCount in
      guard wordCount > 0 else { return }
      // Safe: the room is for `wordCount` words, hence for `count` bytes; every bit pattern is a
      // `Float`; and the last word is complete before `fill` writes the bytes it has.
      words[wordCount - 1] = 0
      try fill(.init(rebasing: UnsafeMutableRawBufferPointer(words)[..<count]))
      initializedCount = wordCount
    }
  }

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try words.withUnsafeBytes { try body(.init(rebasing: $0[..<count])) }
  }

  /// The string as a name, if it is short enough to be one.
  var name: String? {
    guard count <= PickleLimits.name else { return nil }
    return withUnsafeBytes { bytes in
      String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
  }
}

/// Reads the content of a file, which is uncompressed on the way if the file is gzipped.
final class ContentReader {
  /// The position in the content of the next byte to read.
  private(set) var offset = 0

  private let source: any ByteSource
  private let limit: Int

  private let buffer: UnsafeMutableRawBufferPointer
  private var next = 0
  private var end = 0

  /// No content of an image data set comes near this, so whatever claims more is refused.
  static let greatestContent = 1 << 31

  init(_ input: RawInput) throws {
    source = input.isGzipped ? try GzipSource(input) : input
    limit = min(source.contentBound, Self.greatestContent)
    buffer = .allocate(byteCount: 1 << 16, alignment: 1)
  }

  deinit {
    buffer.deallocate()
  }

  /// What errors call the file.
  var file: String { source.file }

  /// An error at the given byte of the content, or at the next byte.
  func fail(_ problem: DatasetError.Problem, at byte: Int? = nil) -> DatasetError {
    DatasetError(file: file, place: .byte(byte ?? offset), problem)
  }

  /// The next byte, or nothing at the end.
  func nextByte() throws -> UInt8? {
    if next == end {
      guard offset < Self.greatestContent else { throw fail(.tooLarge) }
      next = 0
      end = try source.read(into: buffer)
      guard end > 0 else { return nil }
    }
    defer {
      next += 1
      offset += 1
    }
    return buffer[next]
  }

  /// The next byte, which must exist.
  func byte(of purpose: String) throws -> UInt8 {
    guard let byte = try nextByte() else {
      throw fail(.endsEarly(expected: 1, purpose: purpose, found: 0))
    }
    return byte
  }

  /// Fills `target` with the next bytes.
  ///
  /// Large targets are filled by the decompressor itself, without a detour over the buffer.
  func read(into target: UnsafeMutableRawBufferPointer, purpose: String) throws {
    let start = offset
    var filled = min(target.count, end - next)
    // Safe: `filled` exceeds neither the target nor what is left in the buffer.
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[next..<next + filled]))
    next += filled
    while filled < target.count {
      let count = try source.read(into: .init(rebasing: target[filled...]))
      guard count > 0 else {
        throw fail(
          .endsEarly(expected: target.count, purpose: purpose, found: filled), at: start)
      }
      filled += count
    }
    offset += filled
  }

  /// The next `count` bytes as an array; the count may come from the file.
  func bytes(_ count: Int, purpose: String) throws -> [UInt8] {
    try checkRoom(for: count, purpose: purpose)
    return try [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
      try read(
        into: .init(rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count]), purpose: purpose)
      initializedCount = count
    }
  }

  /// Refuses a count of bytes that the rest of the file cannot hold, before room is made for them.
  func checkRoom(for count: Int, purpose: String) throws {
    guard count <= Self.greatestContent - offset else { throw fail(.tooLarge) }
    guard count <= limit - offset else {
      throw fail(.endsEarly(expected: count, purpose: purpose, found: nil))
    }
  }

  /// Checks that nothing follows; this is also what verifies the checksum of gzip data.
  func expectEnd() throws {
    let position = offset
    guard try nextByte() == nil else { throw fail(.trailingBytes, at: position) }
  }
}

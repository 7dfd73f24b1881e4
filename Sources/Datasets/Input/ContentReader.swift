import Diagnostics
import Files

/// Reads the content of a file, which is uncompressed on the way if the file is gzipped.
final class ContentReader {
  private let source: any ByteSource
  private let limit: Int

  private let buffer: UnsafeMutableRawBufferPointer
  private var next = 0
  private var end = 0

  /// The position in the content of the first byte of the buffer.
  private var start = 0

  convenience init(_ input: RawInput) throws {
    // Padding makes no content, but takes its time.
    guard !input.isGzipped || input.size <= DatasetLimits.contentBytes else {
      throw DatasetError(file: input.file, .tooLarge)
    }
    self.init(input.isGzipped ? try GzipSource(input) : input)
  }

  init(_ source: any ByteSource) {
    self.source = source
    limit = min(source.contentBound, DatasetLimits.contentBytes)
    buffer = .allocate(byteCount: 1 << 16, alignment: 1)
  }

  deinit {
    buffer.deallocate()
  }

  /// The first bytes of the content of a file; fewer if it is shorter or cannot be read.
  static func firstBytes(path: String, count: Int) -> [UInt8] {
    guard let file = try? InputFile(path: path), let start = try? file.read(count: count, at: 0)
    else { return [] }
    guard start.starts(with: [0x1f, 0x8b]) else { return start }
    guard let input = try? RawInput(path: path), let content = try? ContentReader(input) else {
      return []
    }
    var bytes: [UInt8] = []
    try? content.withNextBytes(atLeast: min(count, 1 << 16), of: "the content") { next in
      bytes = [UInt8](next.prefix(count))
      return bytes.count
    }
    return bytes
  }

  /// The position in the content of the next byte to read.
  var offset: Int { start + next }

  /// What errors call the file.
  var file: String { source.file }

  /// The file that the content is as it lies there, without being decompressed.
  var plainPath: String? {
    guard let input = source as? RawInput, input.isFile else { return nil }
    return input.file
  }

  /// An error at the given byte of the content, or at the next byte.
  func fail(_ problem: any FormatError, at byte: Int? = nil) -> DatasetError {
    DatasetError(file: file, place: .byte(byte ?? offset), problem)
  }

  /// An error that several formats share, at the given byte of the content, or at the next byte.
  func fail(_ problem: DatasetError.Problem, at byte: Int? = nil) -> DatasetError {
    fail(problem as any FormatError, at: byte)
  }

  /// The next byte, or nothing at the end.
  func nextByte() throws -> UInt8? {
    if next == end, try !fill() { return nil }
    defer { next += 1 }
    return buffer[next]
  }

  /// Reads into the empty buffer, and says whether there was something.
  private func fill() throws -> Bool {
    try gather(1)
    return end > next
  }

  /// Brings at least so many of the next bytes into the buffer, or all that there are.
  private func gather(_ count: Int) throws {
    guard end - next < count else { return }
    guard offset < DatasetLimits.contentBytes else { throw fail(.tooLarge) }
    // Safe: what is left lies in the buffer, and `copyMemory` allows for an overlap.
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[next..<end]))
    start = offset
    (next, end) = (0, end - next)
    while end < count {
      let read = try source.read(into: .init(rebasing: buffer[end...]))
      guard read > 0 else { return }
      end += read
    }
  }

  /// Lends the next bytes, and takes as many as `body` returns.
  ///
  /// - Parameter count: how many bytes there are at least, unless the content ends before; some
  ///   there always are.
  func withNextBytes(
    atLeast count: Int, of purpose: String, _ body: (UnsafeRawBufferPointer) throws -> Int
  ) throws {
    try gather(count)
    guard next < end else { throw fail(.endsEarly(expected: 1, purpose: purpose, found: 0)) }
    // Safe: the source has written the bytes from `next` to `end`, and they outlive the call.
    next += try body(UnsafeRawBufferPointer(rebasing: buffer[next..<end]))
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
    let first = offset
    var filled = min(target.count, end - next)
    // Safe: `filled` exceeds neither the target nor what is left in the buffer.
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[next..<next + filled]))
    next += filled
    while filled < target.count {
      let count = try source.read(into: .init(rebasing: target[filled...]))
      guard count > 0 else {
        throw fail(
          .endsEarly(expected: target.count, purpose: purpose, found: filled), at: first)
      }
      filled += count
      // The buffer is empty: the bytes have passed it.
      start += count
    }
  }

  /// The next `count` bytes as an array; the count may come from the file.
  func bytes(_ count: Int, purpose: String) throws -> [UInt8] {
    try checkRoom(for: count, purpose: purpose)
    try checkMemory(for: count)
    return try [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
      try read(
        into: .init(rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count]), purpose: purpose)
      initializedCount = count
    }
  }

  /// Refuses a count of bytes that the rest of the file cannot hold, before room is made for them.
  func checkRoom(for count: Int, purpose: String) throws {
    guard count <= DatasetLimits.contentBytes - offset else { throw fail(.tooLarge) }
    guard count <= limit - offset else {
      throw fail(.endsEarly(expected: count, purpose: purpose, found: nil))
    }
  }

  /// Refuses the file if there is not so much memory at the moment.
  func checkMemory(for count: Int) throws {
    guard canAllocate(byteCount: count) else { throw fail(.noMemory(bytes: count)) }
  }

  /// Whether these bytes come next.
  func isNext(_ bytes: [UInt8]) throws -> Bool {
    try gather(bytes.count)
    return buffer[next..<end].starts(with: bytes)
  }

  /// Whether nothing follows.
  func isAtEnd() throws -> Bool {
    try next == end && !fill()
  }

  /// Checks that nothing follows; this is also what verifies the checksum of gzip data.
  func expectEnd() throws {
    let position = offset
    guard try nextByte() == nil else { throw fail(.trailingBytes, at: position) }
  }

  /// The next line without its end, or nothing at the end of the content.
  func nextLine() throws -> String? {
    var bytes: [UInt8] = []
    var isLine = false
    while let byte = try nextByte() {
      isLine = true
      if byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    guard isLine else { return nil }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

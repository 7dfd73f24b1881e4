import CZlib
import Files

/// The uncompressed content of gzip data (RFC 1952), inflated by zlib as it is asked for.
///
/// Concatenated members make one content, and zero bytes may pad the end, as with `gzip -d`.
final class GzipSource: ByteSource {
  private let input: RawInput
  private var isBetweenMembers = false

  // zlib's state points back at its stream, so the stream must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  var file: String { input.file }

  var contentBound: Int { Deflate.contentBytes(ofCompressed: input.size) }

  init(_ input: RawInput) throws {
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, the most there is, and 16 for the gzip format.
    let status = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw DatasetError(file: input.file, GzipError.outOfMemory) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let capacity = min(target.count, 1 << 30)
    // Safe: zlib writes at most `avail_out` bytes, which all lie in `target`.
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(capacity)
    while stream.pointee.avail_out == capacity {
      if isBetweenMembers {
        guard try beginMember() else { return 0 }
      }
      try inflateNextBytes()
    }
    return capacity - Int(stream.pointee.avail_out)
  }

  private func inflateNextBytes() throws {
    let status = try input.withNextBytes { bytes in
      guard !bytes.isEmpty else { throw fail(GzipError.truncated) }
      let available = min(bytes.count, 1 << 30)
      // Safe: zlib only reads, although its declaration says otherwise, and it reads at most
      // `avail_in` bytes of the chunk, which outlives the call.
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(available)
      let status = inflate(stream, Z_NO_FLUSH)
      return (available - Int(stream.pointee.avail_in), status)
    }
    switch status {
    // Z_BUF_ERROR only says that this call could do nothing with what it had.
    case Z_OK, Z_BUF_ERROR:
      break
    case Z_STREAM_END:
      isBetweenMembers = true
    case Z_MEM_ERROR:
      throw DatasetError(file: file, GzipError.outOfMemory)
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) }
      throw fail(GzipError.corrupt(reason ?? "zlib status \(status)"))
    }
  }

  /// Skips padding, and says whether another member follows.
  private func beginMember() throws -> Bool {
    while true {
      let next: UInt8? = try input.withNextBytes { bytes in
        let padding = bytes.prefix { $0 == 0 }.count
        return (padding, bytes.dropFirst(padding).first ?? (bytes.isEmpty ? nil : 0))
      }
      switch next {
      case nil: return false
      case 0: continue
      case 0x1f:
        inflateReset(stream)
        isBetweenMembers = false
        return true
      default: throw fail(DatasetError.Problem.trailingBytes)
      }
    }
  }

  private func fail(_ problem: any FormatError) -> DatasetError {
    DatasetError(file: file, place: .compressedByte(input.offset), problem)
  }
}

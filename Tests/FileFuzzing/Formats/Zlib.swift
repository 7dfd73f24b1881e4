import CZlib

/// Compression and checksums of the formats that have them.
enum Zlib {
  /// What surrounds deflated data: nothing, the format of zlib, or that of gzip.
  enum Wrapper: Int32 {
    case none = -15
    case zlib = 15
    case gzip = 31
  }

  /// Files are mutated only where they are small.
  private static let mostBytes = 1 << 16

  /// The content of deflated data as far as it can be had, at most 64 KiB.
  static func inflated(_ bytes: [UInt8], _ wrapper: Wrapper) -> [UInt8] {
    run(bytes, room: mostBytes) { stream in
      inflateInit2_(stream, wrapper.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    } step: {
      inflate($0, Z_SYNC_FLUSH)
    } end: {
      inflateEnd($0)
    }
  }

  /// The bytes deflated, by a level from 0 to 9.
  static func deflated(_ bytes: [UInt8], _ wrapper: Wrapper, level: Int) -> [UInt8] {
    run(bytes, room: Int(compressBound(UInt(bytes.count))) + 64) { stream in
      deflateInit2_(
        stream, Int32(level), Z_DEFLATED, wrapper.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    } step: {
      deflate($0, Z_FINISH)
    } end: {
      deflateEnd($0)
    }
  }

  static func checksum(_ bytes: [UInt8]) -> Int { Int(crc32(0, bytes, UInt32(bytes.count))) }

  private static func run(
    _ bytes: [UInt8], room: Int, begin: (UnsafeMutablePointer<z_stream>) -> Int32,
    step: (UnsafeMutablePointer<z_stream>) -> Int32, end: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> [UInt8] {
    // zlib's state points back at its stream, so the stream must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard begin(stream) == Z_OK else { return [] }
    defer { _ = end(stream) }
    var input = bytes
    return [UInt8](unsafeUninitializedCapacity: room) { output, count in
      // Safe: zlib reads and writes no more than it is told there is, and both outlive the call.
      input.withUnsafeMutableBufferPointer { input in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(room)
        _ = step(stream)
      }
      count = room - Int(stream.pointee.avail_out)
    }
  }
}

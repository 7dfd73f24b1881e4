import CZlib
import Testing

/// The bytes as one gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var stream = z_stream()
  try #require(
    deflateInit2_(
      &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)) == Z_OK)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let status = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH)
    }
  }
  try #require(status == Z_STREAM_END)
  return Array(output.prefix(Int(stream.total_out)))
}

/// So many equal bytes as gzip members, which make one content with those before and after.
func gzip(_ byte: UInt8, count: Int) throws -> [UInt8] {
  let size = 1 << 20
  let member = try gzip([UInt8](repeating: byte, count: size))
  let rest = try gzip([UInt8](repeating: byte, count: count % size))
  var members: [UInt8] = []
  for _ in 0..<count / size { members += member }
  return members + rest
}

/// The CRC-32 of RFC 1952.
func checksum(_ bytes: [UInt8]) -> UInt {
  crc32(0, bytes, UInt32(bytes.count))
}

import CISAL

/// CRC-32C, the checksum of RFC 3720.
enum CRC32C {
  /// The checksum of at most 2 GiB.
  static func checksum(of bytes: [UInt8]) -> UInt32 {
    // Safe: the library reads as many bytes as the buffer has, and writes none. It takes and
    // returns the complement of a checksum; that of nothing is 0.
    bytes.withUnsafeBufferPointer {
      ~crc32_iscsi(UnsafeMutablePointer(mutating: $0.baseAddress), Int32($0.count), ~0)
    }
  }

  /// The checksum as a TFRecord has it: turned by 15 bits, plus a constant, so that checksums of
  /// what has checksums in it stay good ones (tensorflow/core/lib/hash/crc32c.h).
  static func masked(of bytes: [UInt8]) -> UInt32 {
    let checksum = checksum(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}

import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#else
  import CLibcrypto
#endif

/// The SHA-256 digest of some bytes (FIPS 180-4), by the system's library: CryptoKit, or libcrypto
/// where there is none.
package struct SHA256Digest: Sendable, Hashable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// - Throws: `ToolchainError.digestUnavailable`, where libcrypto is set up so that it has no
  ///   SHA-256, or lacks memory.
  package init(of data: Data) throws(ToolchainError) {
    #if canImport(CryptoKit)
      bytes = Array(SHA256.hash(data: data))
    #else
      var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
      let isDone = data.withUnsafeBytes { data in
        SHA256(data.bindMemory(to: UInt8.self).baseAddress, data.count, &bytes) != nil
      }
      guard isDone else { throw .digestUnavailable }
      self.bytes = bytes
    #endif
  }

  /// The digest in 64 hexadecimal digits.
  package var hexText: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}

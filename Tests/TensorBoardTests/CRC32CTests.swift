import Testing

@testable import TensorBoard

@Suite struct CRC32CTests {
  /// The examples of RFC 3720, appendix B.4.
  @Test func checksums() {
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(of: Array(0..<32)) == 0x46DD_794E)
    #expect(CRC32C.checksum(of: (0..<32).reversed()) == 0x113F_DB5C)
    var command = [UInt8](repeating: 0, count: 48)
    command[0] = 0x01
    command[1] = 0xC0
    command[16] = 0x14
    command[22] = 0x04
    command[27] = 0x14
    command[31] = 0x18
    command[32] = 0x28
    command[40] = 0x02
    #expect(CRC32C.checksum(of: command) == 0xD996_3A56)
    #expect(CRC32C.checksum(of: Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum(of: []) == 0)
  }

  /// As TensorBoard's reader computes it.
  @Test func masks() {
    #expect(CRC32C.masked(of: Array("123456789".utf8)) == 0xC78A_B0E5)
  }

  @Test func records() {
    #expect(
      TFRecord.bytes(of: Array("123456789".utf8))
        == [9, 0, 0, 0, 0, 0, 0, 0, 0x37, 0xF9, 0x71, 0x39] + Array("123456789".utf8)
        + [0xE5, 0xB0, 0x8A, 0xC7])
  }
}

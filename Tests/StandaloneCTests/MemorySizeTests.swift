import StandaloneC
import Testing

struct MemorySizeTests {
  @Test(arguments: [
    ("1", 1), ("262144", 262_144), ("256K", 262_144), ("256k", 262_144), ("1M", 1 << 20),
    ("2G", 1 << 31), ("0064K", 65_536), ("8589934591G", 9_223_372_035_781_033_984),
  ])
  func aSizeIsANumberOfBytes(_ text: String, _ bytes: Int) throws {
    #expect(try MemorySize(text).byteCount == bytes)
  }

  @Test(arguments: [
    "", "K", "0", "0K", "-1", "+1", "1.5M", "256KB", "256 K", " 256", "1T", "0x10", "1e6", "٣K",
    "8589934592G", "9223372036854775808", "12K3",
  ])
  func anythingElseIsRefused(_ text: String) {
    #expect(throws: StandaloneError.memorySize(text)) { try MemorySize(text) }
  }

  @Test func theErrorSaysWhatASizeIs() {
    #expect(
      "\(StandaloneError.memorySize("256KB"))"
        == "the memory \"256KB\" is not possible; expected a number of bytes from 1, or of K, M or G "
        + "(1024 bytes, 1024 K, 1024 M), as in 256K")
  }
}

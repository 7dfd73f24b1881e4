import Diagnostics
import Testing

@Suite struct MemoryTests {
  @Test func asksWhetherThereIsMemory() {
    #expect(canAllocate(byteCount: 1 << 20))
    #expect(!canAllocate(byteCount: -1))
    #expect(!canAllocate(byteCount: .max))
    #expect(!canAllocate(byteCount: 1 << 55))
  }

  @Test func saysWhatTheMemoryIsFor() throws {
    try MemoryError.check(1 << 20, for: .array(shape: "(262144,)"))
    #expect(throws: MemoryError(.array(shape: "(2,)"), byteCount: 1 << 55)) {
      try MemoryError.check(1 << 55, for: .array(shape: "(2,)"))
    }
    #expect(
      "\(MemoryError(.examples(1000), byteCount: 1 << 55))"
        == "1000 examples need 36028797018963968 bytes, and the system does not give them")
  }
}

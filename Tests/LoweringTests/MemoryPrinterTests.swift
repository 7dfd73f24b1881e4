import Testing

@testable import Lowering
@testable import Schedule

/// The arena as text.
@Suite struct MemoryPrinterTests {
  @Test func theArenaIsDrawn() throws {
    let plan = try MemoryPlan.apply(
      to: MemoryPlanTests.schedule(
        sizes: [256, 192, 128, 64], lives: [0...3, 0...1, 1...3, 2...3]))
    #expect(
      MemoryPrinter(plan).text == """
        memory of f: 576 bytes of arena, 0 bytes of workspace for each thread
        the most at once: 576 bytes in step 1, step1

        step  bytes  what it does
           0    448  |aaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb...........| step0
           1    576  |aaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbddddddddddd| step1
           2    448  |aaaaaaaaaaaaaaaaaaaaacccccc..........ddddddddddd| step2
           3    448  |aaaaaaaaaaaaaaaaaaaaacccccc..........ddddddddddd| step3

           offset  bytes    steps  buffer
        a       0    256  0 ... 3  b0
        b     256    192  0 ... 1  b1
        c     256     64  2 ... 3  b3
        d     448    128  1 ... 3  b2

        """)
  }

  /// What has most of no column has no letter, and letters begin anew.
  @Test func manyBuffersAreDrawnToo() throws {
    let count = 70
    let plan = try MemoryPlan.apply(
      to: MemoryPlanTests.schedule(
        sizes: [64 * count] + [Int](repeating: 64, count: count),
        lives: [0...0] + (0..<count).map { ($0 + 1)...($0 + 1) }))
    let lines = MemoryPrinter(plan).text.split(separator: "\n")
    #expect(lines.count == 4 + 2 * (count + 1))
    #expect(lines[3].hasSuffix("|\(String(repeating: "a", count: 48))| step0"))
    // Each of the others has a seventieth of the bytes, of which a column has a forty-eighth.
    #expect(lines[4].hasSuffix("|b\(String(repeating: ".", count: 47))| step1"))
    #expect(lines[4 + 61].hasSuffix("|a\(String(repeating: ".", count: 47))| step62"))
  }

  @Test func aFunctionWithoutAnArenaHasNoPeak() throws {
    let plan = try MemoryPlan.apply(to: MemoryPlanTests.schedule(sizes: [], lives: []))
    #expect(
      MemoryPrinter(plan).text == """
        memory of f: 0 bytes of arena, 0 bytes of workspace for each thread

        step  bytes  what it does

          offset  bytes  steps  buffer

        """)
  }
}

import Diagnostics
import GraphIR
import TestSupport
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct MemoryPlanTests {
  /// A schedule whose kernel `n` touches the buffers that live during step `n`: rows of bytes, and
  /// images of so many channels.
  static func schedule(
    sizes: [Int], channels: [Int] = [], lives: [ClosedRange<Int>], savesMemory: Bool = false,
    checksBounds: Bool = false
  ) -> Schedule {
    let rows = sizes.map { (TensorType(.uint8, [$0]), Layout.rowMajor) }
    let images = channels.map {
      (TensorType(.float, [32, $0, 1, 1]), Layout.imagesInnermost(lanes: 8))
    }
    let buffers = (rows + images).enumerated().map { index, kind in
      Buffer(name: "b\(index)", type: kind.0, layout: kind.1, place: .arena)
    }
    let end = (lives.map(\.upperBound).max() ?? -1) + 1
    let steps = (0..<end).map { step in
      Schedule.Step.kernel(
        Kernel(
          name: "step\(step)",
          body: .softmax(SoftmaxKernel(role: .softmax, elementType: .float, rows: 1, columns: 1)),
          arguments: arguments(
            lives.indices.filter { lives[$0].contains(step) && lives[$0].lowerBound < step },
            lives.indices.filter { lives[$0].lowerBound == step }), location: here))
    }
    return Schedule(
      name: "f",
      target: Target(
        registerBytes: 32, savesMemory: savesMemory, checksBounds: checksBounds),
      buffers: buffers, steps: steps, failures: [],
      arenaByteCount: 0, inputs: [], shared: [], outputs: [])
  }

  @Test func buffersOfDifferentTimesShareBytes() throws {
    let plan = try MemoryPlan.apply(
      to: Self.schedule(sizes: [100, 200, 100], lives: [0...1, 1...2, 2...3]))
    #expect(plan.buffers.map(\.offset) == [256, 0, 256])
    #expect(plan.arenaByteCount == 384)
  }

  /// Each is the last bytes of its pages, with as many closed bytes before and after those.
  @Test func whereBoundsAreCheckedBuffersHavePagesOfTheirOwn() throws {
    let plan = try MemoryPlan.apply(
      to: Self.schedule(
        sizes: [100, 1 << 16, 70_000], lives: [0...1, 1...2, 2...3], checksBounds: true))
    let page = Schedule.guardBytes
    #expect(plan.buffers.map(\.offset) == [2 * page - 128, 3 * page, 7 * page - 70_016])
    #expect(plan.arenaByteCount == 8 * page)
    #expect(throws: MemoryError.self) {
      try MemoryPlan.apply(
        to: Self.schedule(
          sizes: [.max / 2, .max / 2 - 300], lives: [0...1, 1...2], checksBounds: true))
    }
  }

  @Test func aGapBetweenNeighboursIsUsed() throws {
    let plan = try MemoryPlan.apply(
      to: Self.schedule(sizes: [256, 192, 128, 64], lives: [0...3, 0...1, 1...3, 2...3]))
    // The last buffer lies where the second was, below the third.
    #expect(plan.buffers.map(\.offset) == [0, 256, 448, 256])
    #expect(plan.arenaByteCount == 576)
  }

  /// What one thread has written stays its own.
  @Test func groupsOfImagesShareBytesWithGroupsAsLarge() throws {
    let lives = [0...1, 2...3, 4...5, 6...7, 8...9]
    let plan = try MemoryPlan.apply(
      to: Self.schedule(sizes: [256, 64], channels: [2, 1, 2], lives: lives))
    #expect(plan.buffers.map(\.byteCount) == [256, 64, 256, 128, 256])
    #expect(plan.buffers.map(\.offset) == [0, 0, 256, 512, 256])
    #expect(plan.arenaByteCount == 640)
  }

  /// Where memory is to be saved, layouts keep nothing apart.
  @Test func allBuffersShareBytesWhereMemoryIsToBeSaved() throws {
    let lives = [0...1, 2...3, 4...5, 6...7, 8...9]
    let plan = try MemoryPlan.apply(
      to: Self.schedule(sizes: [256, 64], channels: [2, 1, 2], lives: lives, savesMemory: true))
    #expect(plan.buffers.map(\.offset) == [0, 0, 0, 0, 0])
    #expect(plan.arenaByteCount == 256)
  }

  /// The largest first leaves a gap here, which another order does not.
  @Test func otherOrdersAreTriedWhereMemoryIsToBeSaved() throws {
    let sizes = [192, 192, 128, 128]
    let lives = [0...1, 3...4, 1...2, 2...3]
    let large = try MemoryPlan.apply(to: Self.schedule(sizes: sizes, lives: lives))
    let small = try MemoryPlan.apply(
      to: Self.schedule(sizes: sizes, lives: lives, savesMemory: true))
    #expect(large.arenaByteCount == 448)
    #expect(small.arenaByteCount == 320)
  }

  @Test func aViewKeepsWhatItShows() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([6, 4]))
    let y = try builder.apply(.tanh, x)
    let flat = try builder.apply(.reshape([24]), y)
    let other = try builder.apply(.exp, x)
    let sum = try builder.apply(.add, flat, builder.apply(.reshape([24]), other))
    let schedule = try builder.schedule(outputs: [sum])
    let arena = schedule.buffers.filter { $0.offset != nil }
    #expect(arena.map(\.name) == ["input0_tanh_value_", "input0_exp_value_"])
    #expect(Set(arena.map(\.offset)) == [0, 128])
  }

  @Test(arguments: [false, true])
  func buffersThatLiveTogetherNeverOverlap(savesMemory: Bool) throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<200 {
      let count = Int.random(in: 0...30, using: &generator)
      let sizes = (0..<count).map { _ in Int.random(in: 0...1000, using: &generator) }
      let lives = (0..<count).map { _ in
        let start = Int.random(in: 0...20, using: &generator)
        return start...(start + Int.random(in: 0...10, using: &generator))
      }
      let plan = try MemoryPlan.apply(
        to: Self.schedule(sizes: sizes, lives: lives, savesMemory: savesMemory))
      for first in 0..<count {
        let start = try #require(plan.buffers[first].offset)
        #expect(start.isMultiple(of: 64))
        #expect(start + sizes[first] <= plan.arenaByteCount)
        for second in 0..<first where lives[first].overlaps(lives[second]) {
          let other = try #require(plan.buffers[second].offset)
          #expect(
            start + sizes[first] <= other || other + sizes[second] <= start,
            "seed \(generator.seed)")
        }
      }
      // No buffer could be needed at a time when more bytes are than the arena has.
      let most = (0..<40).map { step in
        (0..<count).filter { lives[$0].contains(step) }.map { sizes[$0] }.reduce(0, +)
      }.max()
      #expect(plan.arenaByteCount >= most ?? 0)
      #expect(plan.arenaByteCount <= sizes.map { Schedule.aligned(max($0, 1)) }.reduce(0, +))
      try ScheduleVerifier().verify(plan)
    }
  }

  /// So many are not compared with each other.
  @Test(arguments: [false, true])
  func veryManyBuffersThatLiveTogetherNeverOverlap(savesMemory: Bool) throws {
    var generator = SeededGenerator.announced()
    let sizes = (0..<3_000).map { _ in Int.random(in: 0...1000, using: &generator) }
    let lives = (0..<3_003).map { _ in
      let start = Int.random(in: 0...300, using: &generator)
      return start...(start + Int.random(in: 0...10, using: &generator))
    }
    let schedule = Self.schedule(
      sizes: sizes, channels: [2, 1, 2], lives: lives, savesMemory: savesMemory)
    let plan = try MemoryPlan.apply(to: schedule)
    try ScheduleVerifier().verify(plan)
    // Buffers that live one after the other share bytes.
    #expect(plan.arenaByteCount < sizes.reduce(0, +) / 10)
  }

  @Test func sizesThatOverflowTogetherAreAnError() {
    let largest = 1 << 62
    #expect(throws: MemoryError(.intermediateResults(function: "f"), byteCount: .max)) {
      try MemoryPlan.apply(to: Self.schedule(sizes: [largest, largest], lives: [0...1, 0...1]))
    }
  }
}

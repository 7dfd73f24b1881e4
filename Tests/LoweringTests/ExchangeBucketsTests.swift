import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// Sums over processes in buckets.
@Suite struct ExchangeBucketsTests {
  /// The second of two processes: a sweep with two gradients, of which the one that is known first
  /// comes last in the graph, and a sum that the sweep needs.
  private func schedule(bucketBytes: Int) throws -> Schedule {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([64, 20]), "x")
    let w = try builder.shared(0, float([20]), "w")
    let v = try builder.shared(1, float([20]), "v")
    func sum(_ value: Value) throws -> Value {
      try builder.apply(
        .allReduce, builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), value))
    }
    let a = try builder.apply(.tanh, builder.apply(.add, x, sum(x)))
    let b = try builder.apply(.softmax, a)
    let early = try sum(a)
    let late = try sum(builder.apply(.exp, b))
    let newW = try builder.apply(.add, w, late)
    let newV = try builder.apply(.add, v, early)
    let graph = builder.graph(outputs: [], updates: [(0, newW), (1, newV)])
    let shard = BatchShard(rank: 1, of: 2, images: 128, granularity: 1)
    return try Lowering.schedule(
      Graph(name: graph.name, nodes: graph.nodes, roots: graph.roots, shard: shard),
      for: Target(registerBytes: 32, bucketBytes: bucketBytes))
  }

  private func names(_ schedule: Schedule) -> [String] {
    schedule.steps.map { schedule.name(of: $0) }
  }

  @Test func gradientsGoOutAsSoonAsTheyAreKnown() throws {
    let schedule = try schedule(bucketBytes: 1)
    let names = names(schedule)
    let order = [
      "bucket0_start_", "bucket1_start_", "begin updates", "bucket0_finish_", "v_update_",
      "bucket1_finish_", "w_update_",
    ]
    #expect(names.filter(order.contains) == order, "\(names)")
    // The softmax comes after the first bucket is on its way.
    let softmax = try #require(names.firstIndex { $0.contains("softmax") })
    #expect(softmax > (names.firstIndex(of: "bucket0_start_") ?? softmax))
  }

  @Test func aBucketIsOneMemory() throws {
    let schedule = try schedule(bucketBytes: 1 << 20)
    let bucket = try #require(schedule.buffers.firstIndex { $0.name == "bucket0_" })
    #expect(schedule.buffers[bucket].byteCount == 256)
    let parts = schedule.buffers.compactMap { buffer in
      if case .part(bucket, let firstByte) = buffer.place { firstByte } else { nil }
    }
    #expect(parts.sorted() == [0, 128])
    #expect(!names(schedule).contains("bucket1_start_"))
    // It survives its text.
    let text = SchedulePrinter(schedule).text
    #expect(try SchedulePrinter(ScheduleParser.schedule(text)).text == text)
  }

  @Test func noneWithoutBytes() throws {
    let schedule = try schedule(bucketBytes: 0)
    let parts = schedule.kernels.compactMap { kernel in
      if case .allReduce(let sum) = kernel.body { sum.part } else { nil }
    }
    #expect(parts == [.whole, .whole, .whole])
  }
}

import Croton
import Diagnostics
import Frontend
import GraphIR
import Schedule
import Testing

@testable import Benchmarking
@testable import Compiler

/// The model of a schedule of one of several processes.
struct ScheduleModelTests {
  /// Two matrices that are trained one after the other, and a cost that is the mean over 128 images.
  private func function(_ ranks: Int, leavesOutMessages: Bool) throws -> GeneratedFunction {
    let x = Tensor<Float>.placeholder("x", shape: [128, 40])
    let first = Shared("first", try NDArray<Float>(repeating: 0.5, shape: [40, 30]))
    let second = Shared("second", try NDArray<Float>(repeating: 0.25, shape: [30, 10]))
    let cost = dot(dot(x, first).tanh(), second).squared().sum()
    let gradients = try gradient(of: cost, withRespectTo: [first, second])
    let definition = try FunctionDefinition(
      name: "train", inputs: [x], outputs: [cost],
      updates: [
        Update(first, to: first - gradients[0]), Update(second, to: second - gradients[1]),
      ], givens: [], at: SourceLocation(file: #fileID, line: #line))
    var options = CompileOptions(threads: 1)
    options.process = ProcessRank(rank: 0, of: ranks, images: 128, inputs: [0])
    options.leavesOutMessages = leavesOutMessages
    options.bucketBytes = 0
    return try GeneratedFunction(definition, options: options)
  }

  @Test func sumsComeBeforeUpdates() throws {
    let function = try function(2, leavesOutMessages: true)
    let kernels = function.schedule.kernels
    let model = StepModel(
      function.schedule, of: function.optimizedGraph,
      milliseconds: kernels.indices.map { Double($0 + 1) })
    #expect(model.sumCount == 3)
    #expect(model.sumBytes == 4 * (1 + 40 * 30 + 30 * 10))
    // All kernels are there, the updates at the end, each waiting for its gradient.
    let times = model.events.compactMap { event -> Double? in
      if case .kernel(let milliseconds, _) = event { milliseconds } else { nil }
    }
    #expect(times.sorted() == kernels.indices.map { Double($0 + 1) })
    let lastSum = try #require(model.events.lastIndex { if case .sum = $0 { true } else { false } })
    let rest = model.events[(lastSum + 1)...]
    let waiting = rest.compactMap { event -> [Int]? in
      if case .kernel(_, let sums) = event { sums } else { nil }
    }
    #expect(waiting.count == rest.count)
    #expect(Set(waiting.flatMap { $0 }).count >= 2)
    for event in model.events[..<lastSum] {
      if case .kernel(_, let sums) = event { #expect(sums.isEmpty) }
    }
  }

  @Test func withoutMessagesThereIsACopyForEachExchange() throws {
    let (whole, alone) = (
      try function(2, leavesOutMessages: false), try function(2, leavesOutMessages: true)
    )
    #expect(whole.schedule.exchangesMessages)
    #expect(!alone.schedule.exchangesMessages)
    #expect(alone.schedule.kernels.map(\.name) == whole.schedule.kernels.map(\.name))
    #expect(alone.schedule.arenaByteCount == whole.schedule.arenaByteCount)
    try ScheduleVerifier().verify(alone.schedule)
  }
}

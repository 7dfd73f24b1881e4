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
  /// The bytes of the gradients of both matrices, up to the next multiple of 64.
  private static let gradientBytes = [4800, 1216]

  /// Two matrices that are trained one after the other, and a cost that is the sum over 128 images.
  private func definition() throws -> FunctionDefinition {
    let x = Tensor<Float>.placeholder("x", shape: [128, 40])
    let first = Shared("first", try NDArray<Float>(repeating: 0.5, shape: [40, 30]))
    let second = Shared("second", try NDArray<Float>(repeating: 0.25, shape: [30, 10]))
    let cost = dot(dot(x, first).tanh(), second).squared().sum()
    let gradients = try gradient(of: cost, withRespectTo: [first, second])
    return try FunctionDefinition(
      name: "train", inputs: [x], outputs: [cost],
      updates: [
        Update(first, to: first - gradients[0]), Update(second, to: second - gradients[1]),
      ], givens: [], at: SourceLocation(file: #fileID, line: #line))
  }

  /// Options of the first of two processes.
  private func options(bucketBytes: Int, leavesOutMessages: Bool = true) -> CompileOptions {
    var options = CompileOptions(threads: 1)
    options.process = ProcessRank(rank: 0, of: 2, images: 128, inputs: [0])
    options.leavesOutMessages = leavesOutMessages
    options.bucketBytes = bucketBytes
    return options
  }

  /// The events of a schedule, of which kernel i takes i ms.
  private func events(bucketBytes: Int) throws -> [StepModel.Event] {
    let function = try GeneratedFunction(
      definition(), options: options(bucketBytes: bucketBytes))
    let kernels = function.schedule.kernels
    return StepModel(kernels, milliseconds: kernels.indices.map(Double.init)).events
  }

  private func starts(_ events: [StepModel.Event]) -> [Int] {
    events.compactMap { if case .start(_, let bytes) = $0 { bytes } else { nil } }
  }

  @Test func bucketsAreThoseOfTheSchedule() throws {
    let apart = try events(bucketBytes: 1)
    #expect(starts(apart) == Self.gradientBytes)
    // Each exchange begins after the kernels that it needs, and ends before the updates.
    let order = apart.compactMap { event -> String? in
      switch event {
      case .start(let number, _): "start \(number)"
      case .finish(let number): "finish \(number)"
      case .kernel, .exchange: nil
      }
    }
    #expect(order == ["start 0", "start 1", "finish 0", "finish 1"])
    // The cost is exchanged where it is computed: the caller reads it.
    #expect(apart.filter { $0 == .exchange(bytes: 4) }.count == 1)

    let together = try events(bucketBytes: 1 << 20)
    #expect(starts(together) == [Self.gradientBytes.reduce(0, +)])
    // Without buckets each sum is waited for.
    #expect(
      try events(bucketBytes: 0).compactMap { event -> Int? in
        if case .exchange(let bytes) = event { bytes } else { nil }
      }.sorted() == [4, 1200, 4800])
  }

  @Test func kernelsStayInOrder() throws {
    for bytes in [0, 1, 1 << 20] {
      let times = try events(bucketBytes: bytes).compactMap { event -> Double? in
        if case .kernel(let milliseconds) = event { milliseconds } else { nil }
      }
      #expect(times == times.indices.map(Double.init))
    }
  }

  @Test(arguments: [0, 1, 1 << 20]) func cWithoutMessagesHasTheSameKernels(bytes: Int) throws {
    let whole = try GeneratedFunction(
      definition(), options: options(bucketBytes: bytes, leavesOutMessages: false)
    ).schedule
    let alone = whole.withoutMessages
    #expect(whole.exchangesMessages)
    #expect(!alone.exchangesMessages)
    #expect(alone.kernels.map(\.name) == whole.kernels.map(\.name))
    #expect(alone.arenaByteCount == whole.arenaByteCount)
    try ScheduleVerifier().verify(alone)
    // What sums take the place of is not copied.
    for (kernel, own) in zip(whole.kernels, alone.kernels) {
      guard case .allReduce(let sum) = kernel.body, case .loop(let copy) = own.body else {
        continue
      }
      let buffers = own.arguments.map { whole.buffers.storage(of: $0.buffer) }
      #expect(copy.extents.reduce(1, *) == (Set(buffers).count > 1 ? sum.count : 0))
    }
  }

  @Test func aProcessIsMeasuredByItself() throws {
    let x = try NDArray<Float>(repeating: 0.125, shape: [64, 40])
    let (function, times) = try FunctionMeasurement(
      definition: definition(), options: options(bucketBytes: 1), calls: 4
    ) { _ in [x] }.kernelSamples()
    #expect(function.schedule.exchangesMessages)
    #expect(times.count == function.schedule.kernels.count)
    #expect(!function.source.files.contains { $0.text.contains("croton_mpi.h") })
  }
}

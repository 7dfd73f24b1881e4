import CEmitter
import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Functions that read a clock after each of their kernels.
@Suite struct KernelTimeTests {
  private let matrix = TensorType(.float, [200, 200])

  /// A product, a few sums, rows that may not exist, and an update: kernels in a parallel region, kernels
  /// of one thread, and kernels under a condition.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, matrix), name: "x", at: here)
    let start = try builder.add(.input(1, TensorType(.int64, [])), name: "start", at: here)
    let w = try builder.add(.shared(0, matrix), name: "W", at: here)
    let product = try builder.add(
      .dot(transposesLeft: false, transposesRight: false), [x, w], name: "product", at: here)
    let rows = try builder.add(.sliceRows(count: 3), [w, start], name: "rows", at: here)
    let sum = try builder.add(
      .reduce(.sum, axes: [0, 1], keepsDimensions: false), [rows], name: "sum", at: here)
    let updated = try builder.add(.subtract, [w, product], at: here)
    return builder.graph(
      name: "timed_kernels",
      roots: [
        .init(.output(0), product), .init(.output(1), sum), .init(.update(shared: 0), updated),
      ])
  }

  private func arguments() -> (x: NumericArray, w: NumericArray) {
    var generator = SeededGenerator.announced()
    return (.random(matrix, using: &generator), .random(matrix, using: &generator))
  }

  private func start(_ row: Double) -> NumericArray { NumericArray([row], [], .int64) }

  @Test func theClockIsReadAfterEachKernel() throws {
    let schedule = try Lowering.schedule(try graph(), for: Target(registerBytes: 32))
    let emitter = CEmitter(abiVersion: 1, blasInclude: "#include <cblas.h>", timesKernels: true)
    try expectGolden(try emitter.emit(schedule).files[0].text, "timed_kernels.c")
  }

  @Test func theResultsAreThoseOfTheFunctionWithoutClock() throws {
    let (x, w) = arguments()
    let plain = try CompiledGraph(try graph())
    let timed = try CompiledGraph(try graph(), timesKernels: true)
    let inputs = [x, start(5)]
    #expect(
      try timed.evaluate(inputs: inputs, shared: [w])
        == plain.evaluate(inputs: inputs, shared: [w]))
    // Without clock there are no times.
    #expect(try plain.kernelTimes(inputs: inputs) == [])
  }

  @Test(arguments: [1, 2])
  func eachKernelHasATimeWithinTheCall(threads: Int) throws {
    let (x, w) = arguments()
    let timed = try CompiledGraph(try graph(), timesKernels: true)
    _ = try timed.evaluate(inputs: [x, start(0)], shared: [w])
    var times: [Duration] = []
    let whole = try ContinuousClock().measure {
      times = try timed.kernelTimes(inputs: [x, start(0)], threads: threads)
    }
    let kernels = timed.schedule.kernels
    #expect(times.count == kernels.count)
    #expect(times.allSatisfy { $0 >= .zero })
    #expect(times.reduce(.zero, +) <= whole)
  }

  @Test func theTimesAreThoseOfTheirKernels() throws {
    let (x, w) = arguments()
    let timed = try CompiledGraph(try graph(), timesKernels: true)
    _ = try timed.evaluate(inputs: [x, start(0)], shared: [w])
    let calls = try (0..<20).map { _ in try timed.kernelTimes(inputs: [x, start(0)], threads: 1) }
    func least(_ name: String) throws -> Duration {
      let kernel = try #require(timed.schedule.kernels.firstIndex { $0.name.hasPrefix(name) })
      return try #require(calls.map { $0[kernel] }.min())
    }
    // 16 million operations take longer than 600.
    #expect(try least("product_") > least("sum_"))
  }

  @Test func aCallThatFailsSaysSo() throws {
    let (x, w) = arguments()
    let timed = try CompiledGraph(try graph(), timesKernels: true)
    _ = try timed.evaluate(inputs: [x, start(0)], shared: [w])
    let before = timed.sharedValues
    #expect(throws: (any Error).self) { try timed.kernelTimes(inputs: [x, start(198)]) }
    #expect(timed.sharedValues == before)
  }
}

import Frontend
import GraphIR
import Lowering

/// Times the calls of a function, and of each of its kernels.
struct FunctionMeasurement {
  let definition: FunctionDefinition
  let options: CompileOptions
  /// The number of calls that are timed.
  let calls: Int
  /// The arguments of each call, by its number.
  let arguments: @Sendable (Int) -> [any FunctionArgument]

  // What caches, the clock of the processor and waiting threads need to settle.
  private static let warmUp = Duration.milliseconds(300)

  /// The whole calls, from the arguments to the outputs.
  func callTimes() throws -> Samples {
    let function = try Function(definition, options: options)
    try warmUp(function)
    let clock = ContinuousClock()
    return Samples(
      try (0..<max(1, calls)).map { number in
        try clock.measure { try function.call(arguments(number)) }.milliseconds
      })
  }

  /// The kernels, in the order in which they run, by a function that reads a clock after each.
  func kernelTimes() throws -> [KernelTime] {
    var options = options
    options.timesKernels = true
    let function = try Function(definition, options: options)
    try warmUp(function)
    // Kernels vary less than whole calls, which wait for threads.
    let times = try (0..<max(1, calls / 4)).map { try function.timed(arguments($0)) }
    let kernels = function.generated.schedule.kernels
    let samples = kernels.indices.map { kernel in Samples(times.map { $0[kernel].milliseconds }) }
    let total = samples.reduce(0) { $0 + $1.median }
    let graph = function.generated.optimizedGraph
    return zip(kernels, samples).map { kernel, samples in
      KernelTime(
        kernel, samples, total: total,
        operations: kernel.node.map { graph.floatingPointOperations(of: graph.nodes[$0]) } ?? 0)
    }
  }

  /// Calls the function a tenth as often as it is timed, and for a moment at least.
  private func warmUp(_ function: Function) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var number = 0
    while number < max(2, calls / 10) || clock.now - start < Self.warmUp {
      try function.call(arguments(number))
      number += 1
    }
  }
}

/// What one kernel of a function takes; the names are those of the JSON that `bench` prints.
public struct KernelTime: Codable, Sendable, Equatable {
  /// The name of its C function.
  public let name: String
  /// Milliseconds of a call.
  public let ms_median: Double
  public let ms_min: Double
  /// The median as a fraction of the sum of all kernels' medians.
  public let share: Double
  /// The operations of its convolution or matrix product, done densely; 0 where it has none.
  public let flop: Int

  init(_ kernel: Kernel, _ samples: Samples, total: Double, operations: Int) {
    name = kernel.name
    ms_median = samples.median
    ms_min = samples.minimum
    share = samples.median / total
    flop = operations
  }

  /// 10^9 operations a second in the median call, or `nil` where there are none.
  public var gigaflops: Double? { flop > 0 ? Double(flop) / ms_median / 1e6 : nil }
}

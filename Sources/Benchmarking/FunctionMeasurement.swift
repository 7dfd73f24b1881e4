import Compiler
import Frontend
import GraphIR
import Schedule

/// Times the calls of a function, and of each of its kernels.
struct FunctionMeasurement {
  let definition: FunctionDefinition
  let options: CompileOptions
  /// The number of calls that are timed.
  let calls: Int
  /// What caches, the clock of the processor and waiting threads need to settle.
  var settling = Duration.milliseconds(300)
  /// The arguments of each call, by its number.
  let arguments: @Sendable (Int) -> [any FunctionArgument]

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
  ///
  /// - Parameter peak: the rate to compare theirs with, in 10^9 operations a second.
  func kernelTimes(peak: Double) throws -> [KernelTime] {
    let (generated, samples) = try kernelSamples()
    let total = samples.reduce(0) { $0 + $1.median }
    return zip(generated.schedule.kernels, samples).map { kernel, samples in
      KernelTime(
        kernel, samples, total: total, peak: peak,
        denseOperations: Self.operations(kernel, generated.optimizedGraph))
    }
  }

  /// The times of each kernel of the schedule, and the function that was measured.
  func kernelSamples() throws -> (function: GeneratedFunction, times: [Samples]) {
    var options = options
    options.timesKernels = true
    let function = try Function(definition, options: options)
    try warmUp(function)
    // Kernels vary less than whole calls, which wait for threads.
    let times = try (0..<max(1, calls / 4)).map { try function.timed(arguments($0)) }
    let kernels = function.generated.schedule.kernels
    return (
      function.generated,
      kernels.indices.map { kernel in Samples(times.map { $0[kernel].milliseconds }) }
    )
  }

  /// The operations of a kernel's convolution or matrix product, done densely.
  private static func operations(_ kernel: Kernel, _ graph: Graph) -> Int {
    // A product may be part of the kernel of the node that reads it.
    if case .matrixProduct(let product) = kernel.body { return 2 * product.termCount }
    return kernel.nodes.reduce(0) { $0 + graph.floatingPointOperations(of: graph.nodes[$1]) }
  }

  /// Calls the function a tenth as often as it is timed, and for a moment at least.
  private func warmUp(_ function: Function) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var number = 0
    while number < max(2, calls / 10) || clock.now - start < settling {
      try function.call(arguments(number))
      number += 1
    }
  }
}

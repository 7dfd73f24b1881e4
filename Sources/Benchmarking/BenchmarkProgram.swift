import Compiler
import Diagnostics
import Foundation
import Frontend
import GraphIR
import Toolchain

/// A network's functions, and what to call them with.
package struct BenchmarkProgram: Sendable {
  package let name: String
  package let batchSize: Int
  /// What the parameters are made of.
  package let elementType: ElementType
  /// Takes a minibatch's number.
  package let train: FunctionDefinition
  /// The number of minibatches that there are.
  package let minibatches: Int
  /// Takes images.
  package let predict: FunctionDefinition
  package let images: any FunctionArgument
  /// The functions that a program for training compiles.
  package let functions: [FunctionDefinition]

  package init(
    name: String, batchSize: Int, elementType: ElementType, train: FunctionDefinition,
    minibatches: Int, predict: FunctionDefinition, images: any FunctionArgument,
    functions: [FunctionDefinition]
  ) {
    self.name = name
    self.batchSize = batchSize
    self.elementType = elementType
    self.train = train
    self.minibatches = minibatches
    self.predict = predict
    self.images = images
    self.functions = functions
  }

  /// Measures everything.
  ///
  /// - Parameter steps: the number of calls of each function that are timed.
  package func report(_ options: CompileOptions, steps: Int) throws -> BenchmarkReport {
    try options.validate()
    let compilation = try compilationTimes(options)
    let minibatches = minibatches
    let step = FunctionMeasurement(definition: train, options: options, calls: steps) {
      [$0 % minibatches]
    }
    let images = images
    let inference = FunctionMeasurement(definition: predict, options: options, calls: steps) { _ in
      [images]
    }
    let (stepTimes, inferenceTimes) = (try step.callTimes(), try inference.callTimes())
    let peak = try FMAPeak(elementType, compiler: KernelCompiler())
      .gigaflops(threads: options.threadCount)
    let operations = train.graph.denseFloatingPointOperations
    let rate = Double(operations) / stepTimes.median / 1e6
    return BenchmarkReport(
      model: name, batchSize: batchSize, threads: options.threadCount,
      vectorBytes: options.vectorBytes ?? HostProcessor.current().vectorBytes,
      precision: options.precision.rawValue, hasBFloat16Instruction: Precision.hasInstruction,
      medianStepMilliseconds: stepTimes.median, minimumStepMilliseconds: stepTimes.minimum,
      operationsPerStep: operations, stepGigaflops: rate, peakGigaflops: peak,
      peakShare: rate / peak,
      kernels: try step.kernelTimes(peak: peak), medianInferenceMilliseconds: inferenceTimes.median,
      minimumInferenceMilliseconds: inferenceTimes.minimum,
      inferenceKernels: try inference.kernelTimes(peak: peak),
      coldCompilationSeconds: compilation.cold, warmCompilationSeconds: compilation.warm,
      arenaMegabytes: Double(try GeneratedFunction(train, options: options).schedule.arenaByteCount)
        / 1e6,
      peakMemoryMegabytes: Double(PeakMemory.byteCount()) / 1e6)
  }

  /// Seconds to compile all functions from nothing, and to have them again.
  private func compilationTimes(_ options: CompileOptions) throws -> (cold: Double, warm: Double) {
    // Removed at the end and no sooner: a library made afterwards could get the place on disk of
    // one that is gone, and the loader would take it for that one.
    let emptyCache = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-bench-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: emptyCache) }
    var options = options
    options.cacheDirectory = emptyCache
    let cold = try seconds { _ = try Function.compileAll(functions, options: options) }
    let warm = try seconds { _ = try Function.compileAll(functions, options: options) }
    return (cold, warm)
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
  }
}

import Datasets
import Foundation
import Frontend
import Toolchain

/// Measures a model: its training step, its inference, its compilation and its memory.
public struct Benchmark<Model: ClassificationModel>: Sendable {
  public var model: Model
  public var data: DataSource
  public var options: TrainingOptions
  public var compileOptions: CompileOptions
  /// The number of training steps that are timed, after a tenth as many that are not.
  public var steps: Int

  public init(
    model: Model, data: DataSource, options: TrainingOptions = Model.defaults,
    compileOptions: CompileOptions = CompileOptions(), steps: Int = 100
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.compileOptions = compileOptions
    self.steps = steps
  }

  /// What was measured; the names are those of the JSON that `bench` prints.
  public struct Report: Codable, Sendable {
    public let model: String
    public let batch_size: Int
    public let threads: Int
    /// Milliseconds of a training step.
    public let step_ms_median: Double
    public let step_ms_min: Double
    /// Operations of the convolutions and matrix products of a step, done densely.
    public let flop_per_step: Int
    /// 10^9 single-precision operations a second, measured in the same run.
    public let peak_gflops: Double
    /// Milliseconds from a minibatch of images to their classes.
    public let inference_ms_median: Double
    /// Seconds to compile the training, validation and test functions from nothing.
    public let compile_cold_s: Double
    /// Seconds to have them again.
    public let compile_warm_s: Double
    /// The most memory that the process has used, in 10^6 bytes.
    public let peak_rss_mb: Double
  }

  public func run() throws -> Report {
    let options = options
    let dataset = try data.load()
    let program = try ModelProgram(model, dataset: dataset, options: options)

    // Removed at the end and no sooner: a library made afterwards could get the place on disk of one
    // that is gone, and the loader would take it for that one.
    let emptyCache = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-bench-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: emptyCache) }
    var coldOptions = compileOptions
    coldOptions.cacheDirectory = emptyCache
    let cold = try seconds { _ = try program.compile(options: coldOptions) }
    let compiled = try program.compile(options: compileOptions)
    let warm = try seconds { _ = try program.compile(options: compileOptions) }

    let batches = program.batches.training
    let stepTimes = try times(steps) { _ = try compiled.trainStep(minibatch: $0 % batches) }
    let predict = try program.compilePrediction(options: compileOptions)
    let pixels = dataset.imageShape.reduce(1, *)
    let images = try NDArray<Float>(
      shape: [options.batchSize, pixels],
      scalars: dataset.test.pixels.prefix(options.batchSize * pixels).floats)
    let inferenceTimes = try times(steps) { _ in try predict(images) }
    let peak = try FMAPeak(compiler: KernelCompiler())
      .gigaflops(threads: compileOptions.threadCount)
    return Report(
      model: Model.name, batch_size: options.batchSize, threads: compileOptions.threadCount,
      step_ms_median: median(stepTimes), step_ms_min: stepTimes.min() ?? 0,
      flop_per_step: program.train.graph.denseFloatingPointOperations, peak_gflops: peak,
      inference_ms_median: median(inferenceTimes), compile_cold_s: cold,
      compile_warm_s: warm, peak_rss_mb: Double(PeakMemory.byteCount()) / 1e6)
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .seconds(1)
  }

  /// Milliseconds of each call, after some that are not counted.
  private func times(_ count: Int, _ body: (Int) throws -> Void) throws -> [Double] {
    for number in 0..<max(2, count / 10) { try body(number) }
    return try (0..<max(1, count)).map { number in try seconds { try body(number) } * 1000 }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

/// What a benchmark has measured; the names are those of the JSON that `bench` prints.
public struct BenchmarkReport: Codable, Sendable, Equatable {
  public let model: String
  public let batch_size: Int
  public let threads: Int
  /// The width of the vectors that the C is written for.
  public let vector_bytes: Int
  /// Milliseconds of a training step.
  public let step_ms_median: Double
  public let step_ms_min: Double
  /// Operations of the convolutions and matrix products of a step, done densely.
  public let flop_per_step: Int
  /// 10^9 such operations a second in the median step.
  public let step_gflops: Double
  /// 10^9 multiplications and additions a second that the processor can do, measured in the same run.
  public let peak_gflops: Double
  /// The step's rate as a fraction of the peak.
  public let peak_share: Double
  /// The kernels of a training step, in order.
  public let kernels: [KernelTime]
  /// Milliseconds from a minibatch of images to their classes.
  public let inference_ms_median: Double
  public let inference_ms_min: Double
  /// The kernels of an inference, in order.
  public let inference_kernels: [KernelTime]
  /// Seconds to compile all functions that training needs from nothing.
  public let compile_cold_s: Double
  /// Seconds to have them again.
  public let compile_warm_s: Double
  /// The intermediate results of a training step, in 10^6 bytes.
  public let arena_mb: Double
  /// The most memory that the process has used so far, in 10^6 bytes.
  public let peak_rss_mb: Double
}

/// What a benchmark has measured: what `bench` prints as JSON.
public struct BenchmarkReport: Codable, Sendable, Equatable {
  /// The name of the model.
  public let model: String
  /// The number of images in a minibatch.
  public let batchSize: Int
  /// The number of threads that a call used.
  public let threads: Int
  /// The width of the vectors that the C is written for.
  public let vectorBytes: Int
  /// What factors of matrix products are rounded to: `single` or `bf16`.
  public let precision: String
  /// Whether the processor has an instruction for products of bfloat16.
  public let hasBFloat16Instruction: Bool
  /// Milliseconds of a training step.
  public let medianStepMilliseconds: Double
  /// Milliseconds of the fastest training step.
  public let minimumStepMilliseconds: Double
  /// Operations of the convolutions and matrix products of a step, done densely.
  public let operationsPerStep: Int
  /// 10^9 such operations a second in the median step.
  public let stepGigaflops: Double
  /// 10^9 multiplications and additions a second that the processor can do, measured in the same
  /// run.
  public let peakGigaflops: Double
  /// The step's rate as a fraction of the peak.
  public let peakShare: Double
  /// The kernels of a training step, in order.
  public let kernels: [KernelTime]
  /// Milliseconds from a minibatch of images to their classes.
  public let medianInferenceMilliseconds: Double
  /// Milliseconds of the fastest inference.
  public let minimumInferenceMilliseconds: Double
  /// The kernels of an inference, in order.
  public let inferenceKernels: [KernelTime]
  /// Seconds to compile all functions that training needs from nothing.
  public let coldCompilationSeconds: Double
  /// Seconds to have them again.
  public let warmCompilationSeconds: Double
  /// The intermediate results of a training step, in 10^6 bytes.
  public let arenaMegabytes: Double
  /// The most memory that the process has used so far, in 10^6 bytes.
  public let peakMemoryMegabytes: Double

  // The names in the JSON that `bench` prints.
  private enum CodingKeys: String, CodingKey {
    case model
    case batchSize = "batch_size"
    case threads
    case vectorBytes = "vector_bytes"
    case precision
    case hasBFloat16Instruction = "bf16_instruction"
    case medianStepMilliseconds = "step_ms_median"
    case minimumStepMilliseconds = "step_ms_min"
    case operationsPerStep = "flop_per_step"
    case stepGigaflops = "step_gflops"
    case peakGigaflops = "peak_gflops"
    case peakShare = "peak_share"
    case kernels
    case medianInferenceMilliseconds = "inference_ms_median"
    case minimumInferenceMilliseconds = "inference_ms_min"
    case inferenceKernels = "inference_kernels"
    case coldCompilationSeconds = "compile_cold_s"
    case warmCompilationSeconds = "compile_warm_s"
    case arenaMegabytes = "arena_mb"
    case peakMemoryMegabytes = "peak_rss_mb"
  }
}

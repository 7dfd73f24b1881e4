import Schedule

/// What one kernel of a function takes.
public struct KernelTime: Codable, Sendable, Equatable {
  /// The name of its C function.
  public let name: String
  /// Milliseconds of a call.
  public let medianMilliseconds: Double
  /// Milliseconds of the fastest call.
  public let minimumMilliseconds: Double
  /// The median as a fraction of the sum of all kernels' medians.
  public let share: Double
  /// The operations of its convolution or matrix product, done densely; 0 where it has none.
  public let operations: Int
  /// 10^9 operations a second in the median call, where there are any.
  public let gigaflops: Double?
  /// The same as a fraction of the peak that was measured in the same run.
  public let peakShare: Double?

  init(_ kernel: Kernel, _ samples: Samples, total: Double, peak: Double, denseOperations: Int) {
    name = kernel.name
    medianMilliseconds = samples.median
    minimumMilliseconds = samples.minimum
    share = samples.median / total
    operations = denseOperations
    gigaflops = denseOperations > 0 ? Double(denseOperations) / samples.median / 1e6 : nil
    peakShare = gigaflops.map { $0 / peak }
  }

  // The names in the JSON that `bench` prints.
  private enum CodingKeys: String, CodingKey {
    case name
    case medianMilliseconds = "ms_median"
    case minimumMilliseconds = "ms_min"
    case share
    case operations = "flop"
    case gigaflops = "gflops"
    case peakShare = "peak_share"
  }
}

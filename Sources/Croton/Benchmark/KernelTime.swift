import Schedule

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
  /// 10^9 operations a second in the median call, where there are any.
  public let gflops: Double?
  /// The same as a fraction of the peak that was measured in the same run.
  public let peak_share: Double?

  init(_ kernel: Kernel, _ samples: Samples, total: Double, peak: Double, operations: Int) {
    name = kernel.name
    ms_median = samples.median
    ms_min = samples.minimum
    share = samples.median / total
    flop = operations
    gflops = operations > 0 ? Double(operations) / samples.median / 1e6 : nil
    peak_share = gflops.map { $0 / peak }
  }
}

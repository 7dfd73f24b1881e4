import Schedule

/// Makes the counters and indices of kernels 64 bits wide in functions whose memory is too large to
/// be counted in 32.
///
/// Indices count elements or vectors, of which there are never more than bytes.
enum WideIndices {
  static func apply(to text: String, of schedule: Schedule) -> String {
    guard isNeeded(in: schedule) else { return text }
    return text.replacing(/\bint (\w+(?: =|,|\)))/) { "int64_t \($0.output.1)" }
  }

  private static func isNeeded(in schedule: Schedule) -> Bool {
    let largest = schedule.buffers.map(\.byteCount).max() ?? 0
    return max(largest, schedule.threadWorkspaceByteCount) > Int(Int32.max)
  }
}

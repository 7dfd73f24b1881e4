import Schedule

/// The C type of counters and indices: as wide as the largest memory of a function needs.
///
/// Indices count elements or vectors, of which there are never more than bytes.
enum IndexType: String {
  case int
  case int64 = "int64_t"

  init(for schedule: Schedule) {
    let largest = schedule.buffers.map(\.byteCount).max() ?? 0
    self = max(largest, schedule.threadWorkspaceByteCount) > Int(Int32.max) ? .int64 : .int
  }
}

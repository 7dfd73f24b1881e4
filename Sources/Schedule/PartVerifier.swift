/// Checks of each part of a bucket that it has a place of its own there, is written before the
/// bucket is exchanged, and is read as a sum only afterwards.
struct PartVerifier {
  private let schedule: Schedule
  private let parts: [Part]

  /// A part of a bucket.
  private struct Part {
    let buffer: Int
    let bucket: Int
    let firstByte: Int
    /// The buffers that show the sum after the exchange. There are none where the terms have been
    /// copied here: then the part itself is read.
    let sums: [Int]
  }

  init(_ schedule: Schedule) {
    self.schedule = schedule
    // A sum in place of a part is written by messages; a buffer that a kernel writes there, such as
    // the result of a loop in place, is no sum.
    let computed = Set(schedule.kernels.flatMap(\.writes))
    var sums: [Int: [Int]] = [:]
    for (index, buffer) in schedule.buffers.enumerated() where !computed.contains(index) {
      if case .inPlace(let terms) = buffer.place { sums[terms, default: []].append(index) }
    }
    parts = schedule.buffers.enumerated().compactMap { index, buffer in
      guard case .part(let bucket, let firstByte) = buffer.place else { return nil }
      return Part(buffer: index, bucket: bucket, firstByte: firstByte, sums: sums[index] ?? [])
    }
  }

  /// What is wrong, if anything is.
  var fault: String? {
    // Without messages, as for a measurement, sums are their terms.
    faultOfPlaces ?? (schedule.exchangesMessages ? faultOfOrder : nil)
  }

  private var faultOfPlaces: String? {
    for part in parts {
      let (buffer, bucket) = (schedule.buffers[part.buffer], schedule.buffers[part.bucket])
      guard part.firstByte >= 0, part.firstByte <= bucket.byteCount - buffer.byteCount else {
        return "'\(buffer.name)' lies outside of '\(bucket.name)'"
      }
      guard part.firstByte.isMultiple(of: Schedule.alignment) else {
        return "'\(buffer.name)' begins at byte \(part.firstByte) of '\(bucket.name)', which is no "
          + "multiple of \(Schedule.alignment)"
      }
    }
    let sorted = parts.filter { schedule.buffers[$0.buffer].byteCount > 0 }
      .sorted { ($0.bucket, $0.firstByte) < ($1.bucket, $1.firstByte) }
    for (part, next) in zip(sorted, sorted.dropFirst()) where part.bucket == next.bucket {
      let buffer = schedule.buffers[part.buffer]
      guard buffer.byteCount <= next.firstByte - part.firstByte else {
        return "'\(buffer.name)' and '\(schedule.buffers[next.buffer].name)' overlap"
      }
    }
    return nil
  }

  private var faultOfOrder: String? {
    var written: Set<Int> = []
    var missing = Set(parts.flatMap { $0.sums.isEmpty ? [$0.buffer] : $0.sums })
    var replaced: Set<Int> = []
    for step in schedule.steps {
      let name = schedule.name(of: step)
      if case .kernel(let kernel) = step, case .allReduce(let sum) = kernel.body {
        for part in parts(in: kernel.writes) {
          let buffer = schedule.buffers[part.buffer]
          switch sum.part {
          case .whole: break
          case .start:
            // Nobody writes a tensor of no elements.
            guard written.contains(part.buffer) || buffer.byteCount == 0 else {
              return "'\(name)' begins before '\(buffer.name)' is written"
            }
          case .finish:
            missing.subtract([part.buffer] + part.sums)
            if !part.sums.isEmpty { replaced.insert(part.buffer) }
          }
        }
      }
      for buffer in step.reads {
        let shown = schedule.buffers.shown(by: buffer)
        if replaced.contains(shown) {
          return "'\(name)' reads '\(schedule.buffers[buffer].name)' after its sum is there"
        }
        if missing.contains(shown) {
          return "'\(name)' reads '\(schedule.buffers[buffer].name)' before its sum is there"
        }
      }
      if case .kernel(let kernel) = step {
        written.formUnion(kernel.writes.map(schedule.buffers.shown))
      }
    }
    return nil
  }

  /// The parts of the buckets that an exchange moves.
  private func parts(in buffers: [Int]) -> [Part] {
    let memory = Set(buffers.map(schedule.buffers.storage))
    return parts.filter { memory.contains(schedule.buffers.storage(of: $0.buffer)) }
  }
}

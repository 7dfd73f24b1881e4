import GraphIR
import Schedule

/// The time of a training step of several processes: kernels one after the other, and sums over all
/// processes beside them.
///
/// Sums are gathered to buckets, in the order in which they are ready. A bucket is exchanged when its
/// last sum is ready and the bucket before is done; what needs a sum waits for its bucket. Kernels
/// whose results no sum needs, such as the updates, come after everything else.
struct StepModel: Equatable {
  /// What a process does, in order.
  enum Event: Equatable {
    /// A kernel, and the sums over all processes that it waits for, by their numbers.
    case kernel(milliseconds: Double, waitsFor: [Int] = [])
    /// A sum over all processes whose own part is ready.
    case sum(bytes: Int)
  }

  /// What a step takes.
  struct Time: Equatable {
    /// Milliseconds of the whole step.
    var step = 0.0
    /// Milliseconds of the kernels.
    var compute = 0.0
    /// Milliseconds during which messages are on their way.
    var exchange = 0.0

    /// The part of the step in which no kernel runs, since it waits for sums.
    var waitingShare: Double { step > 0 ? max(0, step - compute) / step : 0 }
  }

  let events: [Event]

  init(events: [Event]) {
    self.events = events
  }

  /// The sums over all processes.
  var sumCount: Int { sums.count }

  /// The bytes of all sums.
  var sumBytes: Int { sums.reduce(0, +) }

  private var sums: [Int] {
    events.compactMap { if case .sum(let bytes) = $0 { bytes } else { nil } }
  }

  /// The time of a step.
  ///
  /// - Parameters:
  ///   - bucketBytes: the most bytes of a bucket of more than one sum.
  ///   - exchange: the milliseconds of an exchange of so many bytes.
  func time(bucketBytes: Int, exchange: (Int) -> Double) -> Time {
    var time = Time()
    var networkIsFree = 0.0
    var finished: [Double] = []
    var bucket = (sums: 0, bytes: 0, ready: 0.0)
    func close() {
      guard bucket.sums > 0 else { return }
      let milliseconds = exchange(bucket.bytes)
      time.exchange += milliseconds
      networkIsFree = max(bucket.ready, networkIsFree) + milliseconds
      finished += Array(repeating: networkIsFree, count: bucket.sums)
      bucket = (0, 0, 0)
    }
    for event in events {
      switch event {
      case .kernel(let milliseconds, let sums):
        for sum in sums {
          if sum >= finished.count { close() }
          time.step = max(time.step, finished[sum])
        }
        time.compute += milliseconds
        time.step += milliseconds
      case .sum(let bytes):
        if bucket.sums > 0, bucket.bytes > bucketBytes - bytes { close() }
        bucket = (bucket.sums + 1, bucket.bytes + bytes, time.step)
      }
    }
    close()
    time.step = max(time.step, networkIsFree)
    return time
  }
}

extension StepModel {
  /// The model of a schedule.
  ///
  /// - Parameters:
  ///   - graph: what the schedule computes.
  ///   - milliseconds: what each kernel takes, those that are sums over all processes aside.
  init(_ schedule: Schedule, of graph: Graph, milliseconds: [Double]) {
    let kernels = schedule.kernels
    /// The bytes of a sum over all processes.
    let sums = kernels.map { kernel -> Int? in
      guard let node = kernel.node, graph.nodes[node].operation == .allReduce else { return nil }
      return graph.nodes[node].types[0].byteCount
    }
    var writers: [Int: Int] = [:]
    let sources = kernels.indices.map { number -> [Int] in
      let kernel = kernels[number]
      let sources = Set(kernel.reads.compactMap { writers[schedule.buffers.storage(of: $0)] })
      for buffer in kernel.writes { writers[schedule.buffers.storage(of: buffer)] = number }
      return sources.sorted()
    }
    var isLate = sums.map { _ in false }
    for number in kernels.indices {
      isLate[number] = sources[number].contains { sums[$0] != nil || isLate[$0] }
    }
    // What a sum is computed from is not late.
    var isNeeded = sums.map { $0 != nil }
    for number in kernels.indices.reversed() where isNeeded[number] {
      for source in sources[number] { isNeeded[source] = true }
    }
    let late = kernels.indices.filter { isLate[$0] && !isNeeded[$0] }
    let early = kernels.indices.filter { !isLate[$0] || isNeeded[$0] }
    let numbers = Dictionary(
      uniqueKeysWithValues: early.filter { sums[$0] != nil }.enumerated().map { ($1, $0) })
    events = (early + late).flatMap { number -> [Event] in
      let kernel = Event.kernel(
        milliseconds: milliseconds[number],
        waitsFor: sources[number].compactMap { numbers[$0] })
      return sums[number].map { [kernel, .sum(bytes: $0)] } ?? [kernel]
    }
  }
}

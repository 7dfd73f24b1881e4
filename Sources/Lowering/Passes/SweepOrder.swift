import Schedule

/// The steps of a schedule in an order in which sums over processes can be exchanged early.
struct SweepOrder {
  /// What comes before all that reads the sums that can wait: those sums are in it where they are
  /// first known.
  private(set) var sweep: [Schedule.Step] = []
  /// The sums that can wait, in order.
  private(set) var waiting: [Kernel] = []
  /// What reads such sums, and writes no shared value.
  private(set) var readers: [Schedule.Step] = []
  /// What writes shared values.
  private(set) var updates: [Schedule.Step] = []
  private let buffers: [Buffer]
  /// For the memory of each sum that can wait, its kernel.
  private var sums: [Int: String] = [:]

  init(_ schedule: Schedule) {
    buffers = schedule.buffers
    let end = schedule.steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
    // Steps stay where they are before a slice is checked.
    let first = schedule.steps.lastIndex { if case .bindRows = $0 { true } else { false } }
    sweep = Array(schedule.steps[..<((first ?? -1) + 1)])
    updates = end.map { Array(schedule.steps[($0 + 1)...]) } ?? []
    let steps = Array(schedule.steps[sweep.count..<(end ?? schedule.steps.count)])
    let flow = StepFlow(steps, buffers)
    var isPlaced = steps.map { _ in false }
    func place(_ step: Int) {
      sweep.append(steps[step])
      isPlaced[step] = true
    }
    // In the order of the graph, which all processes have in common.
    let chains = steps.indices.filter { flow.waits[$0] }.map { sum in
      (sum: sum, steps: steps.indices.filter { flow.owner[$0] == sum })
    }
    func placeReadySums() {
      for (sum, chain) in chains where !isPlaced[sum] {
        let isReady = chain.allSatisfy { member in
          flow.sources[member].allSatisfy { isPlaced[$0] || flow.owner[$0] == sum }
        }
        guard isReady, case .kernel(let kernel) = steps[sum] else { continue }
        chain.forEach(place)
        waiting.append(kernel)
        for buffer in kernel.writes { sums[buffers.storage(of: buffer)] = kernel.name }
      }
    }
    placeReadySums()
    for step in steps.indices where flow.owner[step] == nil && !flow.isLate[step] {
      place(step)
      placeReadySums()
    }
    readers = steps.indices.filter { flow.isLate[$0] }.map { steps[$0] }
  }

  /// For each of some steps the number of the last bucket that it needs, or -1.
  func needs(_ steps: [Schedule.Step], bucket: (String) -> Int?) -> [Int] {
    let flow = StepFlow(steps, buffers)
    var needs: [Int] = []
    for (number, step) in steps.enumerated() {
      let own = step.buffers(in: buffers).compactMap { sums[buffers.storage(of: $0)] }
        .compactMap(bucket)
      needs.append((own + flow.sources[number].map { needs[$0] }).max() ?? -1)
    }
    return needs
  }
}

/// Which of some steps have to come before which.
private struct StepFlow {
  /// For each step those before it that write what it reads or writes, or read what it writes.
  let sources: [[Int]]
  /// Whether a step is a sum over processes that no other such sum needs.
  let waits: [Bool]
  /// Whether a step needs a sum over processes and no such sum needs it.
  let isLate: [Bool]
  /// The sum that alone depends on a step, itself included; `nil` if there is none or several.
  let owner: [Int?]

  init(_ steps: [Schedule.Step], _ buffers: [Buffer]) {
    var lastWriter: [Int: Int] = [:]
    var readers: [Int: [Int]] = [:]
    var sources: [[Int]] = []
    var readersOf = steps.map { _ in [Int]() }
    for (number, step) in steps.enumerated() {
      let written = Set(step.writes.map(buffers.storage))
      let touched = Set(step.buffers(in: buffers).map(buffers.storage))
      var before: Set<Int> = []
      for memory in touched { if let writer = lastWriter[memory] { before.insert(writer) } }
      for memory in written { before.formUnion(readers[memory] ?? []) }
      sources.append(before.sorted())
      for source in before { readersOf[source].append(number) }
      for memory in written {
        lastWriter[memory] = number
        readers[memory] = []
      }
      for memory in touched.subtracting(written) { readers[memory, default: []].append(number) }
    }
    let isSum = steps.map { step in
      if case .kernel(let kernel) = step, case .allReduce = kernel.body { true } else { false }
    }
    var leadsToSum = steps.map { _ in false }
    for number in steps.indices.reversed() {
      leadsToSum[number] = readersOf[number].contains { isSum[$0] || leadsToSum[$0] }
    }
    var isLate = steps.map { _ in false }
    for number in steps.indices {
      isLate[number] =
        !isSum[number] && !leadsToSum[number]
        && sources[number].contains { isSum[$0] || isLate[$0] }
    }
    let waits = steps.indices.map { number in
      guard isSum[number], !leadsToSum[number], case .kernel(let kernel) = steps[number] else {
        return false
      }
      // What the caller reads is computed where it is read.
      return kernel.writes.allSatisfy { !buffers[buffers.storage(of: $0)].isOutput }
    }
    var owner: [Int?] = steps.map { _ in nil }
    for number in steps.indices.reversed() {
      if waits[number] {
        owner[number] = number
      } else if !isLate[number], !isSum[number], let first = readersOf[number].first {
        let only = owner[first]
        owner[number] = readersOf[number].allSatisfy { owner[$0] == only } ? only : nil
      }
    }
    self.sources = sources
    self.waits = waits
    self.isLate = isLate
    self.owner = owner
  }
}

extension Buffer {
  fileprivate var isOutput: Bool { if case .output = place { true } else { false } }
}

extension Schedule.Step {
  /// The buffers that a step needs, those of a view's start included.
  func buffers(in buffers: [Buffer]) -> [Int] {
    switch self {
    case .kernel(let kernel): kernel.arguments.map(\.buffer)
    case .checkNumbers(let buffer, _): [buffer]
    case .bindRows(let buffer, _):
      if case .rows(let source, let start) = buffers[buffer].place {
        [source, start]
      } else {
        [buffer]
      }
    case .beginUpdates: []
    }
  }

  /// The buffers that a step writes.
  fileprivate var writes: [Int] {
    switch self {
    case .kernel(let kernel): kernel.writes
    case .checkNumbers, .bindRows, .beginUpdates: []
    }
  }
}

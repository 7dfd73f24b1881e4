/// Checks that exchanges between processes end once after they begin, and that nothing touches what
/// they move meanwhile.
struct ExchangeVerifier {
  private let schedule: Schedule

  init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  /// What is wrong, if anything is.
  var fault: String? {
    var running: [Int: (name: String, memory: Set<Int>)] = [:]
    var begun: Set<Int> = []
    for step in schedule.steps {
      let (name, buffers) = (schedule.name(of: step), step.buffers)
      var own: Int?
      if case .kernel(let kernel) = step, case .allReduce(let sum) = kernel.body {
        switch sum.part {
        case .whole: break
        case .start:
          guard begun.insert(sum.exchange).inserted else {
            return "exchange \(sum.exchange) begins twice"
          }
          own = sum.exchange
        case .finish:
          guard let begin = running.removeValue(forKey: sum.exchange) else {
            return "'\(name)' ends exchange \(sum.exchange), which is not under way"
          }
          guard begin.memory == Set(buffers.map(schedule.buffers.storage)) else {
            return "'\(name)' ends '\(begin.name)' with other memory"
          }
        }
      }
      for buffer in buffers {
        let memory = schedule.buffers.storage(of: buffer)
        let other = running.sorted { $0.key < $1.key }.first { $0.value.memory.contains(memory) }
        if let other {
          return "'\(name)' touches '\(schedule.buffers[buffer].name)' during '\(other.value.name)'"
        }
      }
      if let own { running[own] = (name, Set(buffers.map(schedule.buffers.storage))) }
    }
    return running.sorted { $0.key < $1.key }.first.map { "'\($0.value.name)' has no end" }
  }
}

extension Schedule.Step {
  /// The buffers that a step needs.
  var buffers: [Int] {
    switch self {
    case .kernel(let kernel): kernel.arguments.map(\.buffer)
    case .bindRows(let buffer, _), .checkNumbers(let buffer, _): [buffer]
    case .beginUpdates: []
    }
  }

  /// The buffers that a step reads.
  var reads: [Int] {
    switch self {
    case .kernel(let kernel): kernel.reads
    case .bindRows, .checkNumbers, .beginUpdates: buffers
    }
  }
}

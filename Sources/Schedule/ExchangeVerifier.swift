/// Checks that exchanges between processes end once after they begin, and that nothing touches what
/// they move meanwhile, nor reads afterwards what was there before.
struct ExchangeVerifier {
  private let schedule: Schedule

  init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  /// What is wrong, if anything is.
  var fault: String? {
    var running: [Int: (name: String, memory: Set<Int>)] = [:]
    var begun: Set<Int> = []
    var replaced: Set<Int> = []
    for step in schedule.steps {
      let (name, buffers) = uses(step)
      var own: Int?
      if case .kernel(let kernel) = step, case .allReduce(let sum) = kernel.body {
        switch sum.part {
        case .whole: break
        case .start:
          guard begun.insert(sum.exchange).inserted else {
            return "exchange \(sum.exchange) begins twice"
          }
        case .finish:
          guard let begin = running.removeValue(forKey: sum.exchange) else {
            return "'\(name)' ends exchange \(sum.exchange), which is not under way"
          }
          guard begin.memory == Set(buffers.map(schedule.buffers.storage)) else {
            return "'\(name)' ends '\(begin.name)' with other memory"
          }
          replaced.formUnion(partialSums(in: begin.memory))
        }
        own = sum.part == .start ? sum.exchange : nil
      }
      for buffer in buffers {
        if replaced.contains(buffer) {
          return "'\(name)' reads '\(schedule.buffers[buffer].name)' after its sum is there"
        }
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

  /// The name of a step and the buffers that it needs.
  private func uses(_ step: Schedule.Step) -> (name: String, buffers: [Int]) {
    let buffers: [Int] =
      switch step {
      case .kernel(let kernel): kernel.arguments.map(\.buffer)
      case .bindRows(let buffer, _), .checkNumbers(let buffer, _): [buffer]
      case .beginUpdates: []
      }
    return (schedule.name(of: step), buffers)
  }

  /// The parts of memory in whose place sums are.
  private func partialSums(in memory: Set<Int>) -> [Int] {
    schedule.buffers.compactMap { buffer in
      guard case .inPlace(let part) = buffer.place, case .part = schedule.buffers[part].place,
        memory.contains(schedule.buffers.storage(of: part))
      else { return nil }
      return part
    }
  }
}

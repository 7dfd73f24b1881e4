import Schedule

/// Checks all slices before anything else is computed, where their starts allow it.
///
/// A slice that does not exist then fails the call before any work is done, and all the work that
/// follows can share one parallel region.
enum SliceHoisting {
  static func apply(to schedule: Schedule) -> Schedule {
    var needed: Set<Int> = []
    var early: Set<Int> = []
    let end = schedule.steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
    // Backwards: whoever writes what an early step reads is early too. Updates stay last.
    for (number, step) in schedule.steps[..<(end ?? schedule.steps.count)].enumerated().reversed() {
      switch step {
      case .bindRows(let buffer, _):
        early.insert(number)
        guard case .rows(let source, let start) = schedule.buffers[buffer].place else { continue }
        needed.formUnion([source, start].map(schedule.buffers.storage))
      case .kernel(let kernel):
        let written = kernel.writes.map(schedule.buffers.storage)
        guard !needed.isDisjoint(with: written) else { continue }
        early.insert(number)
        needed.formUnion(kernel.reads.map(schedule.buffers.storage))
      case .checkNumbers, .beginUpdates:
        break
      }
    }
    let numbers = schedule.steps.indices
    let order = numbers.filter(early.contains) + numbers.filter { !early.contains($0) }
    return schedule.replacing(steps: order.map { schedule.steps[$0] })
  }
}

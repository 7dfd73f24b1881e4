import Diagnostics

/// Checks what every schedule promises: buffers that live together do not overlap, nothing is read
/// before it is written or after something else has been written in its place, shared values are
/// written only among the updates, what is not the function's own lies row by row, and nothing
/// calls the BLAS unless the target has it do so.
package struct ScheduleVerifier: Sendable {
  private let stage: String

  private let isPlanned: Bool

  /// - Parameters:
  ///   - stage: what has made the schedule.
  ///   - isPlanned: whether buffers have places in the arena.
  package init(after stage: String = "lowering", isPlanned: Bool = true) {
    self.stage = stage
    self.isPlanned = isPlanned
  }

  /// - Throws: `InternalError` naming what was broken.
  package func verify(_ schedule: Schedule) throws {
    if isPlanned { try verifyMemory(schedule) }
    try verifyLayouts(schedule)
    try verifyProducts(schedule)
    try verifyOrder(schedule)
    for kernel in schedule.kernels {
      guard case .convolutionGradients(let gradients) = kernel.body, let detail = gradients.fault
      else { continue }
      throw fault("'\(kernel.name)' computes two gradients, but \(detail)")
    }
    if let detail = ExchangeVerifier(schedule).fault ?? PartVerifier(schedule).fault
      ?? JoinedLoopsVerifier(schedule).fault
    {
      throw fault(detail)
    }
  }

  private func verifyMemory(_ schedule: Schedule) throws {
    let lives = schedule.lifetimes
    for buffer in lives.keys.sorted() {
      guard let offset = schedule.buffers[buffer].offset else {
        throw fault("'\(schedule.buffers[buffer].name)' has no place in the arena")
      }
      guard offset + schedule.buffers[buffer].byteCount <= schedule.arenaByteCount else {
        throw fault("'\(schedule.buffers[buffer].name)' lies past the end of the arena")
      }
    }
    if let (first, second) = overlap(of: lives, in: schedule) {
      throw fault(
        "'\(schedule.buffers[first].name)' and '\(schedule.buffers[second].name)' overlap")
    }
  }

  /// Two buffers that live at the same time and have bytes in common: neighbours in the order of
  /// their offsets, among those that live when the later one begins to.
  private func overlap(
    of lives: [Int: ClosedRange<Int>], in schedule: Schedule
  ) -> (first: Int, second: Int)? {
    let buffers = schedule.buffers
    func offset(_ buffer: Int) -> Int { buffers[buffer].offset ?? 0 }
    let beginning = Dictionary(grouping: lives.keys.sorted()) { lives[$0]?.lowerBound ?? 0 }
    let ending = Dictionary(grouping: lives.keys.sorted()) { lives[$0]?.upperBound ?? 0 }
    // In the order of their offsets.
    var living: [Int] = []
    func position(of buffer: Int) -> Int {
      var (low, high) = (0, living.count)
      while low < high {
        let middle = (low + high) / 2
        if offset(living[middle]) < offset(buffer) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    for step in schedule.steps.indices {
      for buffer in beginning[step] ?? [] {
        let position = position(of: buffer)
        if position > 0 {
          let before = living[position - 1]
          guard offset(before) + buffers[before].byteCount <= offset(buffer) else {
            return (min(before, buffer), max(before, buffer))
          }
        }
        if position < living.count {
          let after = living[position]
          guard offset(buffer) + buffers[buffer].byteCount <= offset(after) else {
            return (min(after, buffer), max(after, buffer))
          }
        }
        living.insert(buffer, at: position)
      }
      for buffer in ending[step] ?? [] { living.remove(at: position(of: buffer)) }
    }
    return nil
  }

  /// Images innermost are read as vectors, which memory of the caller's need not be aligned for.
  private func verifyLayouts(_ schedule: Schedule) throws {
    for (index, buffer) in schedule.buffers.enumerated() where buffer.layout != .rowMajor {
      guard case .arena = schedule.buffers[schedule.buffers.storage(of: index)].place else {
        throw fault("'\(buffer.name)' has images innermost outside of the arena")
      }
    }
  }

  private func verifyProducts(_ schedule: Schedule) throws {
    guard !schedule.target.usesBLAS else { return }
    for kernel in schedule.kernels where kernel.body.traits.callsBLAS {
      throw fault("'\(kernel.name)' calls the BLAS, which the target does not use")
    }
  }

  private func verifyOrder(_ schedule: Schedule) throws {
    var written: Set<Int> = []
    var replaced: Set<Int> = []
    var updating = false
    for step in schedule.steps {
      switch step {
      case .beginUpdates:
        updating = true
      case .bindRows(let buffer, _):
        guard case .rows = schedule.buffers[buffer].place else {
          throw fault("'\(schedule.buffers[buffer].name)' is bound to rows, but is no slice")
        }
      case .checkNumbers(let buffer, _):
        guard written.contains(schedule.buffers.storage(of: buffer)) else {
          throw fault("'\(schedule.buffers[buffer].name)' is checked before it is written")
        }
      case .kernel(let kernel):
        for operand in kernel.reads where replaced.contains(schedule.buffers.shown(by: operand)) {
          throw fault("'\(kernel.name)' reads '\(schedule.buffers[operand].name)' too late")
        }
        for operand in kernel.reads.map(schedule.buffers.storage) {
          switch schedule.buffers[operand].place {
          case .arena, .output:
            // Nobody writes a tensor of no elements.
            guard written.contains(operand) || schedule.buffers[operand].byteCount == 0 else {
              throw fault("'\(kernel.name)' reads '\(schedule.buffers[operand].name)' too early")
            }
          case .input, .shared, .constant, .alias, .inPlace, .rows, .part: break
          }
        }
        for result in kernel.writes {
          if case .shared = schedule.buffers[result].place, !updating {
            throw fault("'\(kernel.name)' writes a shared value before the updates")
          }
          written.insert(schedule.buffers.storage(of: result))
          if case .inPlace(let operand) = schedule.buffers[result].place {
            replaced.insert(schedule.buffers.shown(by: operand))
          }
        }
      }
    }
  }

  private func fault(_ detail: String) -> InternalError {
    InternalError(stage: stage, detail: detail)
  }
}

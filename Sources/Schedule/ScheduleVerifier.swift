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
    let lives = schedule.lifetimes.sorted { $0.key < $1.key }
    for (position, (first, life)) in lives.enumerated() {
      guard let offset = schedule.buffers[first].offset else {
        throw fault("'\(schedule.buffers[first].name)' has no place in the arena")
      }
      let end = offset + schedule.buffers[first].byteCount
      guard end <= schedule.arenaByteCount else {
        throw fault("'\(schedule.buffers[first].name)' lies past the end of the arena")
      }
      for (second, other) in lives[(position + 1)...] where other.overlaps(life) {
        guard let start = schedule.buffers[second].offset else { continue }
        let apart = end <= start || start + schedule.buffers[second].byteCount <= offset
        guard apart else {
          throw fault(
            "'\(schedule.buffers[first].name)' and '\(schedule.buffers[second].name)' overlap")
        }
      }
    }
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

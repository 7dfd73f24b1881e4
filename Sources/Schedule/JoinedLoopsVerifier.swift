/// Checks of kernels of several loops that each loop has one shape, and that what statements write
/// is touched by others only where it is known to be there.
struct JoinedLoopsVerifier {
  private let schedule: Schedule

  init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  /// What is wrong, if anything is.
  var fault: String? {
    for kernel in schedule.kernels {
      guard case .joinedLoops(let joined) = kernel.body else { continue }
      if let fault = fault(of: joined, kernel) { return fault }
    }
    return nil
  }

  /// A statement, and what it touches.
  private struct Statement {
    let loop: Int
    let result: Int
    let nest: LoopNest
    let accesses: [LoopAccess]
  }

  private func fault(of joined: JoinedLoops, _ kernel: Kernel) -> String? {
    var statements: [Statement] = []
    var missing = Set(joined.statements.map(\.result))
    for argument in kernel.arguments where argument.access == .write {
      guard missing.contains(argument.role) else {
        return "'\(kernel.name)' does not compute '\(name(argument.buffer))'"
      }
    }
    for (loop, parts) in joined.loops.enumerated() {
      guard !parts.isEmpty else { return "'\(kernel.name)' has an empty loop" }
      for part in parts {
        guard let result = kernel.argument(part.result), result.access == .write else {
          return "'\(kernel.name)' writes no \(part.result)"
        }
        for case .element(let role, _, _) in part.nest.operands {
          guard let buffer = kernel.argument(role)?.buffer else {
            return "'\(kernel.name)' has no \(role)"
          }
          if missing.contains(role) {
            return "'\(kernel.name)' reads '\(name(buffer))' too early"
          }
        }
        missing.remove(part.result)
        guard part.nest.extents == parts[0].nest.extents else {
          return "'\(kernel.name)' computes '\(name(result.buffer))' in a loop of another shape"
        }
        statements.append(
          Statement(
            loop: loop, result: result.buffer, nest: part.nest,
            accesses: part.nest.accesses(result: result.buffer) { kernel.argument($0)?.buffer }))
      }
    }
    // Found out once: it looks at every loop.
    let isSerial = joined.isSerial
    for (number, second) in statements.enumerated() {
      for first in statements[..<number] {
        if let detail = fault(of: second, after: first, isSerial: isSerial) {
          return "'\(kernel.name)' computes '\(name(second.result))' \(detail) "
            + "'\(name(first.result))'"
        }
      }
    }
    return nil
  }

  private func fault(
    of second: Statement, after first: Statement, isSerial: Bool
  ) -> String? {
    let dependence = schedule.buffers.dependence(
      of: (second.nest, second.accesses), on: (first.nest, first.accesses))
    return switch dependence {
    case .none: nil
    case .names: "by another name for the memory of"
    case .element where first.loop == second.loop: nil
    case .element, .whole:
      first.loop == second.loop
        ? "from other elements than it has in the loop of"
        : isSerial ? nil : "without waiting for"
    }
  }

  private func name(_ buffer: Int) -> String { schedule.buffers[buffer].name }
}

import Diagnostics

/// The arena as text: where each buffer lies, and from which step to which it is needed.
package struct MemoryPrinter {
  private let schedule: Schedule

  package init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  package var text: String {
    let rows = schedule.lifetimes.sorted { first, second in
      (offset(first.key), first.value.lowerBound, first.key)
        < (offset(second.key), second.value.lowerBound, second.key)
    }.map { buffer, life in
      [
        "\(offset(buffer))", "\(schedule.buffers[buffer].byteCount)",
        "\(life.lowerBound) ... \(life.upperBound)", names(buffer),
      ]
    }
    let head = ["offset", "bytes", "steps", "buffer"]
    let steps = schedule.steps.enumerated().map { ["\($0)", name(of: $1)] }
    return """
      memory of \(schedule.name): \(schedule.arenaByteCount) bytes of arena, \
      \(schedule.threadWorkspaceByteCount) bytes of workspace for each thread

      \(TextTable.text([head] + rows, left: [3]))

      \(TextTable.text([["step", "what it does"]] + steps, left: [1]))

      """
  }

  private func offset(_ buffer: Int) -> Int { schedule.buffers[buffer].offset ?? 0 }

  /// A buffer and those that are views of it or take its place.
  private func names(_ buffer: Int) -> String {
    schedule.buffers.indices.filter { schedule.buffers.storage(of: $0) == buffer }
      .map { schedule.buffers[$0].name }.joined(separator: ", ")
  }

  private func name(of step: Schedule.Step) -> String {
    switch step {
    case .kernel(let kernel): kernel.name
    case .bindRows(let buffer, _): "bind rows of \(schedule.buffers[buffer].name)"
    case .checkNumbers(let buffer, _): "check numbers of \(schedule.buffers[buffer].name)"
    case .beginUpdates: "begin updates"
    }
  }
}

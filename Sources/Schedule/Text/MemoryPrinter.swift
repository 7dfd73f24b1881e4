import Diagnostics

/// The arena as text: where each buffer lies, from which step to which it is needed, and a drawing of
/// both.
package struct MemoryPrinter {
  private let schedule: Schedule

  package init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  package var text: String {
    let lives = schedule.lifetimes.sorted { first, second in
      (offset(first.key), first.value.lowerBound, first.key)
        < (offset(second.key), second.value.lowerBound, second.key)
    }
    let drawing = ArenaDrawing(schedule, order: lives.map(\.key))
    let rows = lives.map { buffer, life in
      [
        drawing.letters[buffer].map(String.init) ?? "", "\(offset(buffer))",
        "\(schedule.buffers[buffer].byteCount)", "\(life.lowerBound) ... \(life.upperBound)",
        schedule.names(in: buffer).joined(separator: ", "),
      ]
    }
    let head = ["", "offset", "bytes", "steps", "buffer"]
    return """
      memory of \(schedule.name): \(schedule.arenaByteCount) bytes of arena, \
      \(schedule.threadWorkspaceByteCount) bytes of workspace for each thread
      \(peak)
      \(drawing.text)

      \(TextTable.text([head] + rows, left: [4]))

      """
  }

  /// When the arena holds the most, and how much that is.
  private var peak: String {
    guard let peak = schedule.arenaPeak else { return "" }
    let name = schedule.name(of: schedule.steps[peak.step])
    return "the most at once: \(peak.byteCount) bytes in step \(peak.step), \(name)\n"
  }

  private func offset(_ buffer: Int) -> Int { schedule.buffers[buffer].offset ?? 0 }
}

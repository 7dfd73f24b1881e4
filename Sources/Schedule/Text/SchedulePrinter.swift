import GraphIR

/// A schedule as text: what the function takes and gives, buffers, and steps in order.
///
///     schedule f
///     target (registerBytes: 32, …)
///     input 0: float(5, 7)
///     output 0: float(5, 7)
///     arena: 0 bytes
///     buffer x_: float(5, 7), row-major, input 0
///     buffer tanh1_: float(5, 7), row-major, output 0
///     kernel x_tanh_, node 1, at Model/Model.swift:3
///       read operand0: x_
///       write output: tanh1_
///       loop(extents: [35], …)
package struct SchedulePrinter {
  private let schedule: Schedule

  package init(_ schedule: Schedule) {
    self.schedule = schedule
  }

  package var text: String {
    var lines = ["schedule \(schedule.name)", "target \(FieldText.text(of: schedule.target))"]
    for (what, types) in [
      ("input", schedule.inputs), ("shared", schedule.shared), ("output", schedule.outputs),
    ] {
      lines += types.enumerated().map { "\(what) \($0): \($1)" }
    }
    lines += schedule.failures.enumerated().map { number, failure in
      "failure \(number + 1): \(failure.reason.quoted)"
        + failure.fusedLocations.map { " with \($0.description.quoted)" }.joined()
        + " at \(failure.location)"
    }
    lines.append("arena: \(schedule.arenaByteCount) bytes")
    lines += schedule.buffers.map(text(of:))
    lines += schedule.steps.flatMap(self.lines(of:))
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ buffer: Int) -> String { schedule.buffers[buffer].name }

  private func text(of buffer: Buffer) -> String {
    let type = buffer.type.shape
    let size = buffer.layout.elementCount(of: type) * buffer.type.elementType.byteCount
    return "buffer \(buffer.name): \(buffer.type), \(buffer.layout), \(place(of: buffer))"
      + (buffer.byteCount == size ? "" : ", \(buffer.byteCount) bytes")
  }

  private func place(of buffer: Buffer) -> String {
    switch buffer.place {
    case .input(let number): "input \(number)"
    case .shared(let number): "shared \(number)"
    case .output(let number): "output \(number)"
    case .arena: buffer.offset.map { "arena at \($0)" } ?? "arena"
    case .constant(let literal): "constant \(literal.fullText)"
    case .alias(let other): "alias of \(name(other))"
    case .inPlace(let other): "in place of \(name(other))"
    case .rows(let other, let start): "rows of \(name(other)) from \(name(start))"
    case .part(let other, let firstByte): "part of \(name(other)) from byte \(firstByte)"
    }
  }

  private func lines(of step: Schedule.Step) -> [String] {
    switch step {
    case .kernel(let kernel): lines(of: kernel)
    case .bindRows(let buffer, let failure): ["bind rows of \(name(buffer)), failure \(failure)"]
    case .checkNumbers(let buffer, let failure):
      ["check numbers of \(name(buffer)), failure \(failure)"]
    case .beginUpdates: ["begin updates"]
    }
  }

  private func lines(of kernel: Kernel) -> [String] {
    let numbers = kernel.nodes.map(String.init).joined(separator: ", ")
    let nodes = numbers.isEmpty ? "" : ", \(kernel.nodes.count == 1 ? "node" : "nodes") \(numbers)"
    return ["kernel \(kernel.name)\(nodes), at \(kernel.location)"]
      + kernel.arguments.map { "  \($0.access) \($0.role): \(name($0.buffer))" }
      + ["  \(FieldText.text(of: kernel.body))"]
  }
}

import Execution
import GraphIR
import Interpreter
import Schedule
import Synchronization

/// Compares what the kernels of a call computed with the interpreter.
///
/// The interpreter gets the values that each kernel read, so that differences do not add up from
/// kernel to kernel.
final class KernelCheck: Sendable {
  private let graph: Graph
  /// For each node, its kernel.
  private let kernels: [Int: Kernel]
  private let interpreter: Interpreter
  private let interval: Int
  private let callCount = Mutex(0)

  /// - Parameters:
  ///   - graph: the optimised graph, of which all values are outputs of the compiled function.
  ///   - interval: of how many calls one is checked; the first is.
  init(_ graph: Graph, schedule: Schedule, interval: Int) {
    self.graph = graph
    interpreter = Interpreter(roundsFactors: schedule.target.usesBFloat16)
    self.interval = max(1, interval)
    kernels = schedule.kernels.reduce(into: [:]) { kernels, kernel in
      for node in kernel.nodes { kernels[node] = kernel }
    }
  }

  /// The check of the next call, if it is one of those that are checked.
  func checkOfNextCall() -> ((CallRecord) throws -> Void)? {
    let number = callCount.withLock { count in
      defer { count += 1 }
      return count
    }
    return number.isMultiple(of: interval) ? { try self.check($0) } : nil
  }

  /// - Throws: `KernelMismatch` for the first result that differs.
  private func check(_ record: CallRecord) throws {
    var values = CallValues(graph, record)
    for (index, node) in graph.nodes.enumerated() where !node.operation.isSource {
      if values.isSliceOfShared(index) {
        try compare(index, 0, values.sliceOfShared(index), values[Value(node: index)])
        continue
      }
      let operands = node.operands.map { values[$0] }
      guard operands.allSatisfy(\.isExact) else { continue }
      let expected = try interpreter.apply(node.operation, to: operands, types: node.types)
      let tolerance = try KernelTolerance(
        node, operands, expected, onTiles: kernels[index]?.body.traits.isApproximate ?? false,
        flushes: kernels[index]?.body.traits.usesBFloat16 ?? false)
      for (result, expected) in expected.enumerated() {
        let found = values[Value(node: index, result: result)]
        try compare(index, result, expected, found, tolerance)
      }
    }
    for root in graph.roots {
      guard case .update(let shared) = root.role else { continue }
      let type = graph.type(of: root.value)
      let written = NumericArray(
        type: type, bytes: record.sharedAfter(shared, 0..<type.byteCount))
      try compare(root.value.node, root.value.result, values[root.value], written)
    }
  }

  private func compare(
    _ node: Int, _ result: Int, _ expected: NumericArray, _ found: NumericArray,
    _ tolerance: KernelTolerance? = nil
  ) throws {
    for (position, (expected, found)) in zip(expected.values, found.values).enumerated() {
      if found == expected || (found.isNaN && expected.isNaN) { continue }
      if let tolerance, tolerance.allows(found, expected, at: position, ofResult: result) {
        continue
      }
      throw KernelMismatch(
        kernel: kernels[node]?.name ?? graph.nodes[node].operation.name,
        locations: graph.nodes[node].locations, type: graph.nodes[node].types[result],
        position: position, found: found, expected: expected)
    }
  }
}

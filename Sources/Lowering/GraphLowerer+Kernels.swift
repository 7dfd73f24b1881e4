import Diagnostics
import GraphIR
import Schedule

extension GraphLowerer {
  /// Adds a kernel, unless there is nothing to compute because its result has no elements.
  mutating func append(_ kernel: Kernel) {
    let isEmpty = kernel.argument(.output).map { buffers[$0.buffer].byteCount == 0 } ?? false
    guard kernel.body.traits.canFail || !isEmpty else { return }
    steps.append(.kernel(kernel))
  }

  /// Adds a kernel that computes a node, and has its results looked at.
  mutating func append(
    _ index: Int, _ body: Kernel.Body, suffix: String? = nil, _ arguments: [Argument]
  ) {
    let name = appendUnchecked(index, body, suffix: suffix, arguments)
    checkNumbers(
      index, kernel: name, arguments.filter { $0.access == .write }.map(\.buffer))
  }

  /// Adds a kernel that computes several nodes of one result, which it writes in their order, and
  /// has them looked at. It is called like the first.
  mutating func append(
    _ nodes: [Int], _ body: Kernel.Body, suffix: String, _ arguments: [Argument]
  ) {
    let name = appendUnchecked(nodes[0], body, suffix: suffix, arguments, nodes: nodes)
    for (node, argument) in zip(nodes, arguments.filter { $0.access == .write }) {
      checkNumbers(node, kernel: name, [argument.buffer])
    }
  }

  /// Adds a kernel that computes a node, alone unless others are named.
  ///
  /// - Returns: its name.
  mutating func appendUnchecked(
    _ index: Int, _ body: Kernel.Body, suffix: String? = nil, _ arguments: [Argument],
    nodes: [Int]? = nil
  ) -> String {
    let node = graph.nodes[index]
    let name =
      plan.updates.inPlace[index].map { names.unique("\(sharedName($0))_update") }
      ?? names.name(of: index, suffix: suffix ?? node.operation.name)
    append(
      Kernel(
        name: name, body: body, arguments: arguments, location: node.location,
        nodes: nodes ?? [index]))
    return name
  }

  /// Has the results of a node looked at where numbers are checked.
  ///
  /// - Parameter kernel: the name of the last kernel that computes them, or `nil` where none does.
  mutating func checkNumbers(_ index: Int, kernel: String?, _ results: [Int]) {
    guard plan.checksNumerics, let kernel else { return }
    let node = graph.nodes[index]
    for (result, type) in zip(results, node.types)
    where type.elementType.isFloatingPoint && type.shape.elementCount > 0 {
      // The name in the C without what keeps it apart from the names of C.
      let failure = failure(.element(kernel: String(kernel.dropLast()), type), index)
      steps.append(.checkNumbers(buffer: result, failure: failure))
    }
  }

  mutating func failure(_ error: CallValueError, _ index: Int) -> Int {
    steps.failure(error.description, at: locations(of: index))
  }

  /// The lines of what the kernel of a node computes: the node's own, and those of what is computed
  /// inside it.
  private func locations(of index: Int) -> [SourceLocation] {
    let inner = graph.nodes[index].operands.map(\.node).filter { operand in
      plan.productFusion.products[index] == operand || plan.sumFusion.fused.contains(operand)
        || plan.convolutionFusion.fused.contains(operand)
    }
    return graph.nodes[index].locations + inner.flatMap { graph.nodes[$0].locations }
  }

  private func sharedName(_ number: Int) -> String {
    sharedNames[number] ?? "shared\(number)"
  }
}

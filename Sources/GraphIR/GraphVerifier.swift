import Diagnostics

/// Checks what every graph promises, whatever stage or pass made it.
package struct GraphVerifier: Sendable {
  /// The stage or pass that is to blame for what is found.
  package let stage: String

  package init(after stage: String) {
    self.stage = stage
  }

  /// - Throws: `InternalError` naming the stage and the first node that breaks a promise.
  package func verify(_ graph: Graph) throws {
    for (index, node) in graph.nodes.enumerated() {
      for operand in node.operands {
        guard operand.node >= 0, operand.node < index else {
          throw fault(
            "node %\(index) (\(node.operation.name)) reads %\(operand.node), which is not before it"
          )
        }
        guard graph.nodes[operand.node].types.indices.contains(operand.result) else {
          throw fault(
            "node %\(index) reads result \(operand.result) of %\(operand.node), which has none such"
          )
        }
      }
      if case .elementwise(let program, _) = node.operation { try verifySteps(program, index) }
      try verifyTypes(node, index, graph)
    }
    try verifyRoots(graph)
  }

  /// Each step of a program reads as many arguments as its function takes, all of them before it.
  private func verifySteps(_ program: ScalarProgram, _ index: Int) throws {
    guard !program.steps.isEmpty else { throw fault("node %\(index) (elementwise) has no steps") }
    for (position, step) in program.steps.enumerated() {
      guard step.arguments.count == step.function.arity else {
        throw fault(
          "node %\(index): step \(position) (\(step.function.name)) has \(step.arguments.count) arguments, "
            + "expected \(step.function.arity)")
      }
      for argument in step.arguments
      where argument < 0 || argument >= program.operandCount + position {
        throw fault(
          "node %\(index): step \(position) (\(step.function.name)) reads \(argument), which is not before it"
        )
      }
    }
  }

  private func verifyTypes(_ node: Node, _ index: Int, _ graph: Graph) throws {
    let inferred: [TensorType]
    do {
      inferred = try node.operation.resultTypes(of: node.operands.map(graph.type(of:)))
    } catch {
      throw fault("node %\(index): \(error)")
    }
    guard inferred == node.types else {
      throw fault(
        "node %\(index) (\(node.operation.name)) has types \(node.types), expected \(inferred)")
    }
  }

  private func verifyRoots(_ graph: Graph) throws {
    var updated: Set<Int> = []
    for root in graph.roots {
      guard graph.nodes.indices.contains(root.value.node),
        graph.nodes[root.value.node].types.indices.contains(root.value.result)
      else {
        throw fault("a root names %\(root.value.node), which does not exist")
      }
      if case .update(let shared) = root.role, !updated.insert(shared).inserted {
        throw fault("shared value \(shared) is updated twice")
      }
    }
  }

  private func fault(_ detail: String) -> InternalError {
    InternalError(stage: stage, detail: detail)
  }
}

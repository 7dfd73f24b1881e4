import Diagnostics

/// Checks what every graph promises, whatever stage or pass made it.
public struct GraphVerifier: Sendable {
  /// The stage or pass that is to blame for what is found.
  public let stage: String

  public init(after stage: String) {
    self.stage = stage
  }

  /// - Throws: `InternalError` naming the stage and the first node that breaks a promise.
  public func verify(_ graph: Graph) throws {
    for (index, node) in graph.nodes.enumerated() {
      for operand in node.operands {
        guard operand.node >= 0, operand.node < index else {
          throw fault("node %\(index) (\(node.operation.name)) reads %\(operand.node), which is not before it")
        }
        guard operand.result < graph.nodes[operand.node].types.count else {
          throw fault("node %\(index) reads result \(operand.result) of %\(operand.node), which has none such")
        }
      }
      try verifyTypes(node, index, graph)
    }
    try verifyRoots(graph)
  }

  private func verifyTypes(_ node: Node, _ index: Int, _ graph: Graph) throws {
    let inferred: [TensorType]
    do {
      inferred = try node.operation.resultTypes(of: node.operands.map(graph.type(of:)))
    } catch {
      throw fault("node %\(index): \(error)")
    }
    guard inferred == node.types else {
      throw fault("node %\(index) (\(node.operation.name)) has types \(node.types), wanted \(inferred)")
    }
  }

  private func verifyRoots(_ graph: Graph) throws {
    var updated: Set<Int> = []
    for root in graph.roots {
      guard graph.nodes.indices.contains(root.value.node),
        root.value.result < graph.nodes[root.value.node].types.count
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

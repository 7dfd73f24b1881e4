import GraphIR

@testable import GraphPasses

/// The smallest graph found that still fails: one value of it as the only output, nodes replaced by
/// their operands or by inputs, as long as it goes on to fail.
func minimal(_ graph: Graph, where fails: (Graph) -> Bool) -> Graph {
  var smallest = graph
  var isSmaller = true
  while isSmaller {
    isSmaller = false
    for candidate in smallerGraphs(smallest)
    where size(candidate) < size(smallest) && fails(candidate) {
      smallest = candidate
      isSmaller = true
      break
    }
  }
  return smallest
}

/// The number of nodes that compute something, and then of all.
private func size(_ graph: Graph) -> Int {
  graph.nodes.count + 100 * graph.nodes.count { !$0.operation.isSource } + graph.roots.count
}

private func smallerGraphs(_ graph: Graph) -> [Graph] {
  var candidates = graph.nodes.indices.map { node in
    Graph(
      name: graph.name, nodes: graph.nodes, roots: [.init(.output(0), Value(node: node))])
  }
  for index in graph.nodes.indices where !graph.nodes[index].operation.isSource {
    for operand in graph.nodes[index].operands.indices {
      candidates +=
        (try? replacing(index, in: graph) { node, rewriter in
          let value = node.operands[operand]
          return rewriter.type(of: value) == node.types[0] ? value : nil
        }).map { [$0] } ?? []
    }
    candidates +=
      (try? replacing(index, in: graph) { node, rewriter in
        try rewriter.add(.input(90 + index, node.types[0]), for: node)
      }).map { [$0] } ?? []
  }
  return candidates.compactMap { try? Pass.eliminateDeadCode.run($0) }
}

private func replacing(
  _ index: Int, in graph: Graph,
  by value: (_ node: Node, _ rewriter: inout GraphRewriter) throws -> Value?
) throws -> Graph {
  try GraphRewriter.rewrite(graph) { position, node, rewriter in
    position == index ? try value(node, &rewriter) : nil
  }
}

import Diagnostics
import GraphIR

extension Pass {
  /// Makes one loop of element-wise operations that follow each other.
  ///
  ///     %2 = constant(0.1) : float()
  ///     %3 = multiply %2, %1 : float(800, 500)
  ///     %4 = subtract %0, %3 : float(800, 500)
  ///
  /// becomes
  ///
  ///     %2 = constant(0.1) : float()
  ///     %4 = elementwise { t3 = multiply a1 a2; subtract a0 t3 } %0, %2, %1 : float(800, 500)
  ///
  /// Nothing is computed more often than before, but for a little arithmetic on single numbers.
  /// An update that could be computed in place still can.
  public static let fuseElementwise = Pass(fusion: "fuse-elementwise") { graph, limits in
    var graph = graph
    while true {
      // A merge can make another node the only user of an operand that had two.
      let fused = try fuseOnce(graph, limits)
      if fused.isIdentical(to: graph) { return graph }
      graph = fused
    }
  }

  private static func fuseOnce(_ graph: Graph, _ limits: FusionLimits) throws -> Graph {
    let rules = FusionRules(graph)
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard var fused = FusedProgram(node) else { return nil }
      var lines: [SourceLocation] = []
      for (operand, old) in zip(node.operands, graph.nodes[index].operands)
      where fused.operands.contains(operand) && rules.isMergeable(old.node, into: index) {
        let producer = rewriter[operand]
        guard rules.allow(producer, in: index, nodes: rewriter.nodes),
          let program = FusedProgram(producer)
        else { continue }
        let larger = fused.inlining(program, for: operand)
        guard larger.fits(limits, rewriter.nodes) else { continue }
        fused = larger
        lines += producer.locations
      }
      guard !lines.isEmpty else { return nil }
      return try rewriter.add(
        .elementwise(fused.program, node.types[0].shape), fused.operands, for: node,
        fusing: lines)
    }
  }
}

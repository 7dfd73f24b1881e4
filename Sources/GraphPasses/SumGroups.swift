import GraphIR

/// Says which sums one kernel can take together, so that what both read is read once.
package enum SumGroups {
  /// The most sums of one kernel.
  package static let limit = 4

  /// Whether a sum can be taken with an earlier one.
  ///
  /// - Parameters:
  ///   - reads: what the sum reads.
  ///   - others: what the earlier sum reads.
  ///   - first: the earlier sum, before which all has to be there.
  ///   - shape: the shape of what both sum.
  package static func joins(
    _ reads: [Value], _ others: [Value], before first: Int, of shape: Shape, in graph: Graph
  ) -> Bool {
    reads.allSatisfy { $0.node < first }
      && reads.contains { graph.type(of: $0).shape == shape && others.contains($0) }
  }
}

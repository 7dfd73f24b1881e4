import GraphIR

/// A rewriting of a graph that computes the same values.
///
/// Each pass is a static property in a file of its own, under its name. What a pass leaves unused
/// stays in the graph until `eliminate-dead-code` drops it, so passes that care about the users of
/// a value ask for the live ones. A second run of a pass changes nothing.
///
/// No pass assumes that an operand is no NaN, no infinity and no -0, but for `factor-sums`: it
/// takes a sum of distances from their own mean for 0.
public struct Pass: Sendable {
  /// How close the values are to those of before.
  public enum Precision: Sendable {
    /// All bits are the same.
    case bitExact
    /// They are closer to what the expression means in real numbers, where it had overflowed,
    /// vanished or cancelled. Exact functions keep such passes.
    case moreAccurate
    /// A position of a window that tied with its maximum because both were rounded to one number
    /// does not tie any more, so that it gets no gradient; other gradients are rounded in another
    /// order. Exact functions do without such passes.
    case fewerTies
    /// Sums are rounded in another order, and what would have overflowed in between may not. Exact
    /// functions do without such passes.
    case otherOrder
  }

  /// The name in reports, in errors and in `Optimization.excluding`.
  public let name: String
  /// How close the pass keeps the values.
  public let precision: Precision
  private let rewrite: @Sendable (Graph, FusionLimits) throws -> Graph

  init(
    name: String, _ precision: Precision = .bitExact,
    rewrite: @escaping @Sendable (Graph) throws -> Graph
  ) {
    self.name = name
    self.precision = precision
    self.rewrite = { graph, _ in try rewrite(graph) }
  }

  /// A pass that makes one operation of several, as far as one kernel can take them in.
  init(
    fusion name: String, rewrite: @escaping @Sendable (Graph, FusionLimits) throws -> Graph
  ) {
    self.name = name
    precision = .bitExact
    self.rewrite = rewrite
  }

  /// The graph that the pass makes of another.
  func run(_ graph: Graph, within limits: FusionLimits = .standard) throws -> Graph {
    try rewrite(graph, limits)
  }
}

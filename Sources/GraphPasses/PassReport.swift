import GraphIR

/// What one pass did.
public struct PassReport: Sendable {
  /// The name of the pass.
  public let pass: String
  /// The graph that the pass was given.
  public let before: Graph
  /// The graph that it returned.
  public let after: Graph
  /// The time that the pass took, without that of the verifier.
  public let seconds: Double

  /// Whether the graph is another one than before.
  public var hasChanged: Bool { !after.isIdentical(to: before) }
}

/// What one pass did.
public struct PassReport: Sendable {
  /// The name of the pass.
  public let pass: String
  /// Whether the graph is another one than before.
  public let hasChanged: Bool
  /// The number of nodes that the pass was given.
  public let nodeCountBefore: Int
  /// The number of nodes that it returned.
  public let nodeCountAfter: Int
  /// The time that the pass took, without that of the verifier.
  public let seconds: Double
}

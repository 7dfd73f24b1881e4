import GraphIR

/// A rewriting of a graph that computes the same values.
///
/// Each pass is a static property in a file of its own, under its name. What a pass leaves unused
/// stays in the graph until `eliminate-dead-code` drops it, so passes that care about the users of
/// a value ask for the live ones. A second run of a pass changes nothing.
public struct Pass: Sendable {
  /// The name in reports, in errors and in `Optimization.excluding`.
  public let name: String
  let run: @Sendable (Graph) throws -> Graph

  init(name: String, run: @escaping @Sendable (Graph) throws -> Graph) {
    self.name = name
    self.run = run
  }
}

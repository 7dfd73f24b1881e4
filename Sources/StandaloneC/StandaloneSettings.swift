/// What a folder of C is made for.
package struct StandaloneSettings: Sendable {
  /// The processor and the dialect of C.
  package enum Target: String, Sendable, CaseIterable {
    /// The processor of this machine, with its vectors.
    case host
  }

  package var target = Target.host
  /// What all symbols begin with; what the model's name makes unless given.
  package var prefix: SymbolPrefix?
  /// The command that makes the folder again.
  package var command: String?

  package init() {}
}

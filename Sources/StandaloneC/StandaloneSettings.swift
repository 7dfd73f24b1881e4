/// What a folder of C is made for.
package struct StandaloneSettings: Sendable {
  /// Another language that the network can be used from.
  package enum Binding: String, Sendable, CaseIterable {
    /// A module of Fortran 2008.
    case fortran
    /// A module of Python.
    case python
  }

  package var target = StandaloneTarget.host
  /// The languages that the network can be used from besides C and C++.
  package var bindings: [Binding] = []
  /// What all symbols begin with; what the model's name makes unless given.
  package var prefix: SymbolPrefix?
  /// The command that makes the folder again.
  package var command: String?

  package init() {}
}

import Compiler

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
  /// The module that a C target of SwiftPM is made for; programs and what builds them unless given.
  package var module: ModuleName?
  /// The command that makes the folder again.
  package var command: String?

  /// How many processes train together over MPI, if several are to.
  package var ranks: Int?

  /// The memory that a context with one thread has to fit in, if it has to.
  package var memory: MemorySize?

  package init() {}

  /// The options by which functions are compiled for these settings.
  func compileOptions(_ options: CompileOptions) -> CompileOptions {
    var options = options
    // SwiftPM compiles a C target for every processor of an architecture.
    let width = target.registerBytes ?? (module == nil ? nil : options.vectorBytes ?? 16)
    if let width { options.vectorBytes = width }
    // The folder is the same wherever it is made.
    options.tuning = .model
    options.standsAlone = true
    options.savesMemory = memory != nil || target.dialect == .portable
    return options
  }
}

import Croton

/// A program that has a command, for the examples in the command's help.
package protocol NamedProgram: Sendable {
  static var name: String { get }
}

/// Croton's own program.
package enum CrotonProgram: NamedProgram {
  package static var name: String { "croton" }
}

/// The program of an app.
enum ProgramOfApp<App: CrotonApp>: NamedProgram {
  static var name: String { App.name }
}

/// What checks programs, each compiled in a way of its own.
package protocol ProgramFindings {
  /// What is wrong with each of some programs: nil where nothing is.
  func findings(
    _ programs: [(program: FuzzedProgram, configuration: FuzzConfiguration)]
  ) -> [Finding?]
}

import TestSupport

/// Runs programs under a sanitizer, each in a process of its own, and compares what they compute
/// with the interpreter.
package struct SanitizedChecker: ProgramFindings {
  private let sanitizer: Sanitizer
  private let compiler: String

  package init(_ sanitizer: Sanitizer, compiler: String) {
    self.sanitizer = sanitizer
    self.compiler = compiler
  }

  package func findings(
    _ programs: [(program: FuzzedProgram, configuration: FuzzConfiguration)]
  ) -> [Finding?] {
    programs.map { pair in
      do {
        try check(pair.program, pair.configuration)
        return nil
      } catch {
        return Finding(error)
      }
    }
  }

  private func check(_ program: FuzzedProgram, _ configuration: FuzzConfiguration) throws {
    // With bounds checked, each buffer of the arena has a place of its own, and nobody's about it.
    let lowered = try LoweredProgram(
      program, sanitizer == .address ? configuration.checkingBounds : configuration)
    // Races need two threads.
    let threads = sanitizer == .thread ? max(2, configuration.threads) : configuration.threads
    let sanitized = try SanitizedProgram(
      lowered.schedule, lowered.source.compiledFiles,
      shared: program.shared.map(\.type), sanitizer, compiler: compiler,
      dialect: configuration.dialect, threads: threads)
    let found = try sanitized.run(
      inputs: program.inputs.map(\.encoded), shared: program.shared.map(\.encoded))
    try program.compare(
      lowered.values(outputs: found.outputs, shared: found.shared), by: .results)
  }
}

import CEmitter
import Foundation
import GraphIR
import Schedule
import TestSupport
import Toolchain

/// A function with a `main` of its own, built with a sanitizer, whose library has to be there when
/// a process starts.
package struct SanitizedProgram {
  private let schedule: Schedule
  private let shared: [TensorType]
  private let folder: TemporaryDirectory
  private let environment: [String: String]

  /// - Parameters:
  ///   - source: the files of the function.
  ///   - shared: the types of the shared values, those that passes have left without use too.
  ///   - dialect: the C that the files are written in.
  ///   - threads: the number of threads of a call; there is one where the compiler has no OpenMP.
  /// - Throws: `Finding` with the compiler's words; `InstalledProgram.MissingToolError`.
  package init(
    _ schedule: Schedule, _ source: [CSource.File], shared: [TensorType], _ sanitizer: Sanitizer,
    compiler: String, dialect: CDialect = .vectorExtensions, threads: Int
  ) throws {
    self.schedule = schedule
    self.shared = shared
    folder = TemporaryDirectory()
    let program = try InstalledProgram(compiler)
    let libraries = try sanitizer.libraries(of: program)
    environment = ProcessInfo.processInfo.environment
      .merging(sanitizer.environment(libraries: libraries)) { $1 }
    let main = SanitizedMain(
      schedule: schedule, shared: shared, threads: sanitizer.hasThreads(compiler) ? threads : 1)
    var files = source.map { (name: $0.name, text: $0.text) }
    files.append(("croton_main.c", main.text))
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: false)
    for file in files { try Data(file.text.utf8).write(to: url(file.name)) }
    let flags =
      ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-g"]
      + CompilerFlags(host: .current()).kernel.flatMap(\.arguments)
      + dialect.flags.flatMap(\.arguments)
      + sanitizer.flags(compiler, libraries: libraries)
      + (sanitizer == .memory ? ["-DMEMORY_SANITIZER"] : [])
    try run(
      Command(
        program: program.url.path,
        arguments: flags + files.map(\.name).filter { $0.hasSuffix(".c") }
          + ["-o", "program", "-lm"],
        directory: folder.path), .compilation)
  }

  /// Calls the function in a process of its own.
  ///
  /// - Returns: the bytes of the outputs, and of the shared values after the call.
  /// - Throws: `Finding` with the beginning of what the sanitizer says.
  package func run(
    inputs: [[UInt8]], shared: [[UInt8]]
  ) throws -> (outputs: [[UInt8]], shared: [[UInt8]]) {
    try Data((inputs + shared).joined()).write(to: url("arguments"))
    try run(
      Command(program: url("program").path, arguments: [], directory: folder.path), .sanitizer)
    var results = try Data(contentsOf: url("results"))[...]
    func arrays(_ byteCounts: [Int]) -> [[UInt8]] {
      byteCounts.map { count in
        defer { results = results.dropFirst(count) }
        return Array(results.prefix(count))
      }
    }
    return (
      arrays(schedule.outputs.map(\.byteCount)), arrays(self.shared.map(\.byteCount))
    )
  }

  private func url(_ name: String) -> URL {
    URL(fileURLWithPath: folder.path).appendingPathComponent(name)
  }

  private func run(_ command: Command, _ check: Finding.Check) throws {
    let (status, output) = try command.run(environment: environment)
    guard status == .exited(0) else {
      let lines = output.split(separator: "\n").prefix(24).joined(separator: "\n")
      throw Finding(check: check, text: "\(status)\n\(lines)")
    }
  }
}

import ArgumentParser
import Croton
import Foundation

/// Says what a machine lacks, and what mends it.
package struct DoctorCommand<Program: NamedProgram>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "doctor",
      abstract: "Check what this machine has for compiling and running functions.",
      usage: "\(Program.name) doctor [--json]",
      discussion: """
        Compiles, loads and runs a small function, and says how to fix each problem. Ends with \
        status 1 if something required is missing.
        Example: \(Program.name) doctor
        """)
  }

  @Flag(help: "Print a JSON object only.")
  var json = false

  package init() {}

  package func run() throws {
    let check = SystemCheck()
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try Output.write(String(decoding: encoder.encode(check), as: UTF8.self))
    } else {
      try Output.write(DoctorText.text(of: check))
    }
    if !check.isUsable { throw ExitCode.failure }
  }
}

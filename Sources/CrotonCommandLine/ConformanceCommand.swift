import ArgumentParser
import Conformance
import Foundation

/// Runs the conformance vectors of a folder.
struct ConformanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Run every file of conformance vectors in a folder.",
    discussion: """
      Every case goes through compiled C and through the interpreter, in Float and in Double. The \
      exit code is 1 where a case fails or a file is malformed.

      Example: croton conformance vectors --json
      """)

  @Argument(help: ArgumentHelp("A folder of JSON files of vectors.", valueName: "folder"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      "How functions are run: compiled or interpreted. (default: both)", valueName: "kind"))
  var engine: ConformanceRun.EngineKind?

  @Flag(help: "Print a JSON object alone.")
  var json = false

  func run() throws {
    let isQuiet = json
    let engines = engine.map { [$0] } ?? ConformanceRun.EngineKind.allCases
    let report = try ConformanceRun(folder: folder, engines: engines).run { file in
      guard !isQuiet else { return }
      print(file)
      // A pipe is to see the line as soon as a terminal would.
      fflush(nil)
    }
    if json { print(try report.json) }
    guard report.isSuccess else { throw ExitCode.failure }
  }
}

extension ConformanceRun.EngineKind: ExpressibleByArgument {}

import Conformance
import CrotonCommandLine
import Files
import Synchronization

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

  @Flag(help: "Print a JSON object only.")
  var json = false

  func run() throws {
    let isQuiet = json
    let engines = engine.map { [$0] } ?? ConformanceRun.EngineKind.allCases
    // Files are told of one after the other, by whichever thread has done the last case.
    let failure = Mutex<(any Error)?>(nil)
    let report = try ConformanceRun(folder: folder, engines: engines).run { file in
      guard !isQuiet else { return }
      failure.withLock { failure in
        guard failure == nil else { return }
        do {
          try Output.write(file)
        } catch is ClosedOutputError {
          StandardStreams.endByClosedPipe()
        } catch {
          failure = error
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    if json { try Output.write(report.json) }
    guard report.isSuccess else { throw ExitCode.failure }
  }
}

extension ConformanceRun.EngineKind: ExpressibleByArgument {}

import ArgumentParser
import Croton
import Files
import Foundation

/// The options that say how much is measured, and where it is said.
package struct BenchmarkArguments: ParsableArguments {
  // A million steps of a millisecond are a quarter of an hour.
  private static let mostSteps = 1_000_000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of training steps to time, and of inferences; "
        + "kernels are timed in a quarter as many."))
  package var steps = 100

  @Flag(help: "Print the JSON alone.")
  var json = false

  @Option(
    help: ArgumentHelp("Where to write the JSON, in place of printing it.", valueName: "file"))
  var output: String?

  package init() {}

  package func validate() throws {
    guard (1...Self.mostSteps).contains(steps) else {
      throw ValidationError("\(CommandLineError.stepCount(steps, largest: Self.mostSteps))")
    }
  }

  /// Prints a table, and the same as one line of JSON.
  package func present(_ table: String, _ content: some Encodable) throws {
    if !json { try Output.write(table) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(content)
    guard let output else { return try Output.write(String(decoding: data, as: UTF8.self)) }
    try writing(to: output) { try WholeFile(path: output).write([Array(data + Data("\n".utf8))]) }
  }

  /// Checks that the JSON can be written, before anything is measured.
  ///
  /// - Parameter data: what is read, none of which the JSON may replace.
  package func checkOutput(data: DataSource? = nil) throws {
    guard let output else { return }
    try data?.checkDoesNotHave(output, for: "the report")
    try writing(to: output) { try WholeFile(path: output).check() }
  }

  private func writing(to path: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as FileError {
      throw CommandLineError.file(path, reason: error.reason)
    }
  }
}

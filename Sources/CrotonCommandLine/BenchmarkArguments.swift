import ArgumentParser
import Croton
import Foundation

/// The options that say how much is measured, and where it is said.
struct BenchmarkArguments: ParsableArguments {
  // A million steps of a millisecond are a quarter of an hour.
  private static let mostSteps = 1_000_000

  @Option(
    parsing: .unconditional,
    help: "The number of training steps to time, and of inferences; kernels are timed in a quarter as many.")
  var steps = 100

  @Flag(help: "Print the JSON alone.")
  var json = false

  @Option(help: ArgumentHelp("Where to write the JSON, in place of printing it.", valueName: "file"))
  var output: String?

  func validate() throws {
    guard (1...Self.mostSteps).contains(steps) else {
      throw ValidationError("\(CommandLineMistake.stepCount(steps, largest: Self.mostSteps))")
    }
  }

  /// Prints a table, and the same as one line of JSON.
  func present(_ table: String, _ content: some Encodable) throws {
    if !json { print(table) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(content)
    guard let output else { return print(String(decoding: data, as: UTF8.self)) }
    do {
      try (data + Data("\n".utf8)).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch let error as CocoaError {
      throw CommandLineMistake.file(output, reason: systemReason(error))
    }
  }
}

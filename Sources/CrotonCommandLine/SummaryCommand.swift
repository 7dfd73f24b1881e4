import ArgumentParser
import Croton
import Foundation

/// Prints a model's layers, and the arithmetic and memory of a training step.
struct SummaryCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "summary" }
  static var abstract: String {
    "Print the layers and parameters of \(App.name), and the arithmetic and memory of a step."
  }
  static var exampleOptions: String { "--batch-size 100 --json" }

  @OptionGroup var arguments: ModelArguments<App>

  @Flag(help: "Print a JSON object only.")
  var json = false

  func run() throws {
    let summary = try ModelSummary(
      arguments.program(), options: try arguments.compileOptions)
    guard json else { return try Output.write(summary) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try Output.write(String(decoding: encoder.encode(summary), as: UTF8.self))
  }
}

import BenchmarkNetworks
import CrotonCommandLine
import Foundation

/// Measures networks that are no models, but show that the compiler does not know LeNet alone.
package struct BenchNetworksCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "networks",
    abstract: "Measure networks of many kinds on random images.",
    usage: "croton bench networks [<name> ...] [options]",
    discussion: """
      The networks: \(BenchmarkNetwork.all.map(\.name).joined(separator: ", ")).
      Example: croton bench networks residual mlp-1024 --threads 1
      """)

  @Argument(help: ArgumentHelp("Networks to measure. (default: all)", valueName: "name"))
  var names: [String] = []

  @Flag(help: "Print what the networks are, as JSON, and measure nothing.")
  var describe = false

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  @OptionGroup(title: "Options of the benchmark") var benchmark: BenchmarkArguments

  package init() {}

  package func validate() throws { try BenchmarkNetwork.check(names) }

  package func run() throws {
    let networks = try BenchmarkNetwork.named(names)
    if describe {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      try Output.write(String(decoding: encoder.encode(networks), as: UTF8.self))
      return
    }
    try benchmark.checkOutput()
    let options = try compilation.options
    let reports = try networks.map { try $0.benchmark(options: options, steps: benchmark.steps) }
    try benchmark.present(BenchmarkText.table(reports), reports)
  }
}

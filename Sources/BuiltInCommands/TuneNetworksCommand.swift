import BenchmarkNetworks
import CrotonCommandLine

/// Times the ways of computing the networks that are no models.
package struct TuneNetworksCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "networks",
    abstract: "Time the ways of computing the networks of croton bench networks.",
    usage: "croton tune networks [<name> ...] [options]",
    discussion: "Example: croton tune networks residual mlp-1024 --threads 1")

  @Argument(help: ArgumentHelp("Networks to tune. (default: all)", valueName: "name"))
  var names: [String] = []

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  @OptionGroup(title: "Options of the benchmark") var benchmark: BenchmarkArguments

  package init() {}

  package func validate() throws {
    try BenchmarkNetwork.check(names)
    try checkUsage { try compilation.checkUsesTuning() }
  }

  package func run() throws {
    let networks = try BenchmarkNetwork.named(names)
    try benchmark.checkOutput()
    let options = try compilation.options
    let reports = try networks.map {
      try $0.program().tune(options, steps: benchmark.steps)
    }
    try benchmark.present(
      reports.map { "\($0.model)\n\n\(TuningText.text($0))" }.joined(separator: "\n\n"), reports)
  }
}

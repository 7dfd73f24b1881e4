import ArgumentParser
import Croton

/// Measures a model.
struct BenchCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "bench" }
  static var abstract: String {
    "Measure the training step, inference and compilation of \(App.name), kernel by kernel."
  }
  static var exampleOptions: String { "--threads 1 --json" }

  @OptionGroup var arguments: ModelArguments<App>

  @OptionGroup(title: "Options of the benchmark") var benchmark: BenchmarkArguments

  @Option(
    help: ArgumentHelp(
      "Measure once for each value of a setting: batch=64,128, threads=1,2 or width=16,32,64.",
      discussion: """
        batch is the number of images in a minibatch; width is that of a vector register in bytes, \
        which the C is written for, as with generate --vector-bytes. The option may be repeated.
        """,
      valueName: "setting=values"))
  var sweep: [String] = []

  /// The JSON of a sweep.
  private struct SweepReport: Encodable {
    let sweep: String
    let reports: [BenchmarkReport]
  }

  func validate() throws {
    try checkUsage { try sweeps.forEach { try $0.validate() } }
  }

  func run() throws {
    try benchmark.checkOutput(data: try arguments.source)
    let measured = Benchmark(
      model: arguments.app, data: try arguments.source, options: try arguments.options,
      compileOptions: try arguments.compileOptions, steps: benchmark.steps)
    guard !sweep.isEmpty else {
      let report = try measured.run()
      return try benchmark.present(BenchmarkText.table(report), report)
    }
    let results = try sweeps.map { ($0, try measured.run($0)) }
    try benchmark.present(
      results.map { BenchmarkText.table($0, $1) }.joined(separator: "\n\n"),
      results.map { SweepReport(sweep: $0.setting.rawValue, reports: $1) })
  }

  private var sweeps: [BenchmarkSweep] {
    get throws { try sweep.map { try BenchmarkSweep(argument: $0) } }
  }
}

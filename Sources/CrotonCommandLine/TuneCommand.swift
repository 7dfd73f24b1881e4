import ArgumentParser
import Croton

/// Times the ways in which a model can be computed, and keeps the fastest.
struct TuneCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "tune" }
  static var abstract: String {
    "Time the ways of computing \(App.name) here, and compile it in the fastest from now on."
  }
  static var exampleOptions: String { "--threads 1" }

  @OptionGroup var arguments: ModelArguments<App>

  @OptionGroup(title: "Options of the benchmark") var benchmark: BenchmarkArguments

  func validate() throws {
    try checkUsage { try arguments.compilation.checkUsesTuning() }
  }

  func run() throws {
    try benchmark.checkOutput(data: try arguments.source)
    let report = try Tuning(
      model: arguments.app, data: try arguments.source, options: try arguments.options,
      compileOptions: try arguments.compileOptions, steps: benchmark.steps
    ).run()
    try benchmark.present(TuningText.text(report), report)
  }
}

import ArgumentParser
import Croton
import Foundation

/// Measures a model.
struct BenchCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "bench" }
  static var abstract: String {
    "Measure the training step, inference and compilation of \(App.name)."
  }
  static var exampleOptions: String { "--threads 1 --json" }

  // A million steps of a millisecond are a quarter of an hour.
  private static var mostSteps: Int { 1_000_000 }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(parsing: .unconditional, help: "The number of training steps to time.")
  var steps = 100

  @Flag(help: "Print the JSON object alone.")
  var json = false

  func validate() throws {
    guard (1...Self.mostSteps).contains(steps) else {
      throw ValidationError("\(CommandLineMistake.stepCount(steps, largest: Self.mostSteps))")
    }
  }

  func run() throws {
    let report = try Benchmark(
      model: arguments.data.app, data: try arguments.data.source, options: try arguments.options,
      compileOptions: try arguments.compileOptions, steps: steps
    ).run()
    if !json { print(table(report)) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private func table(_ report: Benchmark<App>.Report) -> String {
    let rate = Double(report.flop_per_step) / report.step_ms_median / 1e6
    return """
      training step     \(number(report.step_ms_median)) ms median, \(number(report.step_ms_min)) ms minimum, \
      batch \(report.batch_size), \(report.threads) threads
      arithmetic        \(number(rate)) of \(number(report.peak_gflops)) GFLOP/s
      inference         \(number(report.inference_ms_median)) ms a batch
      compile           \(number(report.compile_cold_s)) s cold, \(number(report.compile_warm_s)) s warm
      peak memory       \(number(report.peak_rss_mb)) MB
      """
  }

  private func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }
}

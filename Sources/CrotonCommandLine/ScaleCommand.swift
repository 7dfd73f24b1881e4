import ArgumentParser
import Croton

/// Predicts how fast several processes train a model together.
struct ScaleCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "scale" }
  static var abstract: String {
    "Predict how fast several processes train \(App.name) together, from kernels measured here."
  }
  static var exampleOptions: String { "--ranks 1..1024 --network 100gbe" }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(
    help: ArgumentHelp(
      "The numbers of processes: a list as 1,2,4, or the ends of a range and the powers of two "
        + "between them.",
      valueName: "numbers"))
  var ranks = "1..1024"

  @Option(
    help: ArgumentHelp(
      "What they exchange messages over: \(Interconnect.builtIn.map(\.name).joined(separator: ", ")) "
        + "or a file.",
      discussion: #"The file is JSON: {"latency_us": 50, "gigabits_per_second": 1}."#,
      valueName: "network"))
  var network = Interconnect.builtIn[0].name

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most bytes of gradients that are exchanged together; a larger one is exchanged alone.",
      valueName: "bytes"))
  var bucketBytes = CompileOptions.defaultBucketBytes

  @Option(
    help: ArgumentHelp(
      "Where to write a picture (SVG) of speed-up and efficiency.", valueName: "file"))
  var plot: String?

  @OptionGroup(title: "Options of the benchmark") var benchmark: BenchmarkArguments

  func validate() throws {
    try checkUsage {
      _ = try RankCounts(argument: ranks)
      guard bucketBytes > 0 else { throw ScalingError.bucketBytes(bucketBytes) }
    }
  }

  func run() throws {
    let source = try arguments.source
    let network = try Interconnect(named: network)
    try benchmark.checkOutput(data: source)
    if let plot {
      try source.checkDoesNotHave(plot, for: "the picture")
      try PageFile.check(plot)
    }
    let report = try Scaling(
      model: arguments.app, data: source, options: try arguments.options,
      compileOptions: try arguments.compileOptions, ranks: RankCounts(argument: ranks),
      network: network, bucketBytes: bucketBytes, steps: benchmark.steps
    ).run()
    if let plot { try PageFile.write(report.picture(), to: plot) }
    try benchmark.present(ScalingText.text(report), report)
  }
}

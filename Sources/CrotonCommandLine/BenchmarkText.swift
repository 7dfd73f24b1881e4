import Croton
import Diagnostics
import Foundation

/// A benchmark as a person reads it.
package enum BenchmarkText {
  /// Everything that was measured of one network.
  static func table(_ report: BenchmarkReport) -> String {
    let text = """
      training step  \(number(report.medianStepMilliseconds)) ms median, \
      \(number(report.minimumStepMilliseconds)) ms minimum, \
      batch \(report.batchSize), \(report.threads) thread\(report.threads == 1 ? "" : "s")
      arithmetic     \(number(report.stepGigaflops)) of \(number(report.peakGigaflops)) \
      GFLOP/s, \(percent(report.peakShare))
      inference      \(number(report.medianInferenceMilliseconds)) ms median, \
      \(number(report.minimumInferenceMilliseconds)) ms minimum
      compile        \(number(report.coldCompilationSeconds)) s cold, \
      \(number(report.warmCompilationSeconds)) s warm
      memory         \(number(report.peakMemoryMegabytes)) MB at most, \
      \(number(report.arenaMegabytes)) MB for what a step computes
      precision      \(report.precision), on a processor \
      \(report.hasBFloat16Instruction ? "with an" : "without an") instruction for bf16
      """
    return text + "\n\n"
      + kernels("kernels of a training step", report.kernels) + "\n\n"
      + kernels("kernels of an inference", report.inferenceKernels)
  }

  /// One line for each value of what varies.
  static func table(_ sweep: BenchmarkSweep, _ reports: [BenchmarkReport]) -> String {
    let perImage = reports.map { $0.medianStepMilliseconds * 1000 / Double($0.batchSize) }
    let best = perImage.min() ?? 0
    let rows = zip(zip(sweep.values, reports), perImage).map { point, perImage in
      [
        "\(point.0)", number(point.1.medianStepMilliseconds),
        number(point.1.minimumStepMilliseconds), number(perImage),
        number(perImage / best), number(point.1.stepGigaflops),
        percent(point.1.peakShare), number(point.1.medianInferenceMilliseconds),
        number(point.1.arenaMegabytes),
      ]
    }
    let head = [
      sweep.setting.rawValue, "step ms", "minimum", "us an image", "over best", "GFLOP/s",
      "of peak",
      "inference ms", "arena MB",
    ]
    return TextTable.text([head] + rows)
  }

  /// One line for each network.
  package static func table(_ reports: [BenchmarkReport]) -> String {
    let rows = reports.map { report in
      [
        report.model, "\(report.batchSize)", number(report.medianStepMilliseconds),
        number(report.minimumStepMilliseconds),
        number(report.stepGigaflops), percent(report.peakShare),
        number(report.medianInferenceMilliseconds), number(report.coldCompilationSeconds),
      ]
    }
    let head = [
      "network", "batch", "step ms", "minimum", "GFLOP/s", "of peak", "inference ms", "compile s",
    ]
    return TextTable.text([head] + rows, left: [0])
  }

  private static func kernels(_ title: String, _ kernels: [KernelTime]) -> String {
    let rows = kernels.map { kernel in
      [
        kernel.name, number(kernel.medianMilliseconds), number(kernel.minimumMilliseconds),
        percent(kernel.share),
        kernel.gigaflops.map(number) ?? "", kernel.peakShare.map(percent) ?? "",
      ]
    }
    return TextTable.text(
      [[title, "ms", "minimum", "share", "GFLOP/s", "of peak"]] + rows, left: [0])
  }

  private static func percent(_ fraction: Double) -> String {
    String(format: "%.1f %%", fraction * 100)
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }
}

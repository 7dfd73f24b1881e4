import Croton
import Foundation

/// A benchmark as a person reads it.
enum BenchmarkText {
  /// Everything that was measured of one network.
  static func table(_ report: BenchmarkReport) -> String {
    let text = """
      training step  \(number(report.step_ms_median)) ms median, \(number(report.step_ms_min)) ms minimum, \
      batch \(report.batch_size), \(report.threads) thread\(report.threads == 1 ? "" : "s")
      arithmetic     \(number(report.step_gflops)) of \(number(report.peak_gflops)) GFLOP/s, \(percent(report.peak_share))
      inference      \(number(report.inference_ms_median)) ms median, \(number(report.inference_ms_min)) ms \
      minimum
      compile        \(number(report.compile_cold_s)) s cold, \(number(report.compile_warm_s)) s warm
      memory         \(number(report.peak_rss_mb)) MB at most, \(number(report.arena_mb)) MB for what a step \
      computes
      """
    return text + "\n\n"
      + kernels("kernels of a training step", report.kernels) + "\n\n"
      + kernels("kernels of an inference", report.inference_kernels)
  }

  /// One line for each value of what varies.
  static func table(_ sweep: BenchmarkSweep, _ reports: [BenchmarkReport]) -> String {
    let perImage = reports.map { $0.step_ms_median * 1000 / Double($0.batch_size) }
    let best = perImage.min() ?? 0
    let rows = zip(zip(sweep.values, reports), perImage).map { point, perImage in
      [
        "\(point.0)", number(point.1.step_ms_median), number(point.1.step_ms_min), number(perImage),
        number(perImage / best), number(point.1.step_gflops),
        percent(point.1.peak_share), number(point.1.inference_ms_median),
        number(point.1.arena_mb),
      ]
    }
    let head = [
      sweep.setting.rawValue, "step ms", "minimum", "us an image", "over best", "GFLOP/s", "of peak",
      "inference ms", "arena MB",
    ]
    return columns([head] + rows, leading: 0)
  }

  /// One line for each network.
  static func table(_ reports: [BenchmarkReport]) -> String {
    let rows = reports.map { report in
      [
        report.model, "\(report.batch_size)", number(report.step_ms_median), number(report.step_ms_min),
        number(report.step_gflops), percent(report.peak_share),
        number(report.inference_ms_median), number(report.compile_cold_s),
      ]
    }
    let head = [
      "network", "batch", "step ms", "minimum", "GFLOP/s", "of peak", "inference ms", "compile s",
    ]
    return columns([head] + rows, leading: 1)
  }

  private static func kernels(_ title: String, _ kernels: [KernelTime]) -> String {
    let rows = kernels.map { kernel in
      [
        kernel.name, number(kernel.ms_median), number(kernel.ms_min), percent(kernel.share),
        kernel.gflops.map(number) ?? "", kernel.peak_share.map(percent) ?? "",
      ]
    }
    return columns([[title, "ms", "minimum", "share", "GFLOP/s", "of peak"]] + rows, leading: 1)
  }

  /// Rows under one another; all columns but the leading ones are to the right.
  private static func columns(_ rows: [[String]], leading: Int) -> String {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < leading ? cell + space : space + cell
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private static func percent(_ fraction: Double) -> String {
    String(format: "%.1f %%", fraction * 100)
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }
}

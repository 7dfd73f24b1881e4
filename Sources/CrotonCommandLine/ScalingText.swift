import Croton
import Diagnostics
import Foundation

/// A prediction of scaling as a person reads it.
enum ScalingText {
  /// What it rests on, and a table for each way of scaling.
  static func text(_ report: ScalingReport) -> String {
    let network = report.network
    let text = """
      one process    \(number(report.stepMilliseconds)) ms a step of \(report.batchSize) images, \
      \(report.threads) thread\(report.threads == 1 ? "" : "s"), measured
      exchange       \(report.sums) sums of \(report.sumBytes) bytes in all, in buckets of \
      \(report.bucketBytes); added at \(number(report.additionGigabytesPerSecond)) GB/s, measured
      network        \(network.name): \(short(network.latencyMicroseconds)) us, \
      \(short(network.gigabitsPerSecond)) Gbit/s
      """
    return [
      text,
      table("strong scaling: \(report.batchSize) images in all", report.strong),
      "At most \(report.mostRanks) process\(report.mostRanks == 1 ? "" : "es") can share \(report.batchSize) images.",
      table("weak scaling: \(report.batchSize) images for each", report.weak),
      report.weakRefused.isEmpty
        ? nil
        : "Too many to share as many times \(report.batchSize) images: "
          + report.weakRefused.map(String.init).joined(separator: ", ") + ".",
    ].compactMap { $0 }.joined(separator: "\n\n")
  }

  private static func table(_ title: String, _ points: [ScalingReport.Point]) -> String {
    let head = ["ranks", "images a rank", "step ms", "speed-up", "efficiency", "waiting"]
    let rows = points.map { point in
      [
        "\(point.ranks)", "\(point.imagesPerRank)", number(point.stepMilliseconds),
        String(format: "%.2f", point.speedup), percent(point.efficiency),
        percent(point.communicationShare),
      ]
    }
    return title + "\n" + TextTable.text([head] + rows)
  }

  private static func percent(_ fraction: Double) -> String {
    String(format: "%.1f %%", fraction * 100)
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }

  private static func short(_ value: Double) -> String { String(format: "%g", value) }
}

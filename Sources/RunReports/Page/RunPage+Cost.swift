import Benchmarking
import Foundation
import Training

/// What the training step of the run costs.
extension RunPage {
  /// The most kernels that have a row of their own.
  private static let mostKernels = 24

  /// Whether the model is made of layers.
  var isOfLayers: Bool { report.summary.layers.contains { $0.kind != nil } }

  /// The layers, or the groups of parameters of a model that is not made of layers.
  var network: PageValues.Table {
    PageValues.Table(
      columns: (isOfLayers ? ["kind", "output"] : []) + ["parameters"],
      rows: report.summary.layers.map { layer in
        let shape = (layer.output ?? []).map(String.init).joined(separator: " × ")
        return PageValues.Table.Row(
          head: layer.name,
          cells: (isOfLayers ? [layer.kind ?? "", shape] : [])
            + [PageText.count(layer.parameters)])
      })
  }

  /// The kernels, the slowest first; the last row has what the fastest take together.
  var kernels: PageValues.Kernels {
    let greatest = report.kernels.first
    let isSlow = (greatest?.medianMilliseconds ?? 0) >= 0.1
    let (unit, factor) = isSlow ? ("ms", 1.0) : ("µs", 1000.0)
    // The bar and the rate are those of a single kernel.
    func row(_ name: String, _ kernels: [KernelTime], of only: KernelTime? = nil)
      -> PageValues.Kernel
    {
      let share = kernels.reduce(0) { $0 + $1.share }
      return PageValues.Kernel(
        name: name, duration: String(format: "%.2f", Self.sum(kernels) * factor),
        share: String(format: "%.1f %%", share * 100),
        width: String(format: "%.1f%%", (only?.share ?? 0) / (greatest?.share ?? 1) * 100),
        rate: only?.gigaflops.map { String(format: "%.1f", $0) } ?? "")
    }
    let others = Array(report.kernels.dropFirst(Self.mostKernels))
    let total = String(format: "%.2f", Self.sum(report.kernels) * factor)
    return PageValues.Kernels(
      step: "\(total) \(unit) for a minibatch of \(report.summary.batchSize)", unit: unit,
      kernels: report.kernels.prefix(Self.mostKernels).map { row($0.name, [$0], of: $0) }
        + (others.isEmpty ? [] : [row("\(others.count) others", others)]))
  }

  private static func sum(_ kernels: [KernelTime]) -> Double {
    kernels.reduce(0) { $0 + $1.medianMilliseconds }
  }

  /// The memory of a training step.
  var memory: [PageValues.Fact] {
    let summary = report.summary
    return [
      .init(name: "Arena", value: bytes(summary.arenaBytes)),
      .init(name: "Parameters", value: bytes(summary.parameterBytes)),
      .init(name: "Optimiser state", value: bytes(summary.optimizerBytes)),
    ]
  }

  private func bytes(_ count: Int) -> String { "\(ModelSummary.scaled(count))B" }

  /// The time of the run, and the arithmetic that it was for.
  var time: [PageValues.Fact] {
    let (summary, end) = (report.summary, report.curve.end)
    var facts: [PageValues.Fact] = []
    if let end {
      facts.append(.init(name: "Training", value: PageText.duration(end.seconds)))
    }
    if let step = end?.millisecondsPerStep {
      facts.append(.init(name: "Training step", value: String(format: "%.2f ms", step)))
    }
    return facts + [
      .init(
        name: "Arithmetic of a step",
        value: "\(ModelSummary.scaled(summary.stepOperations))FLOP"),
      .init(
        name: "Arithmetic of a prediction",
        value: "\(ModelSummary.scaled(summary.forwardOperations))FLOP"),
    ]
  }
}

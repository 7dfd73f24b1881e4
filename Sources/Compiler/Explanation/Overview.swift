import Diagnostics
import Foundation
import GraphIR
import Lowering
import Schedule

extension GeneratedFunction {
  /// The size of each stage, and the kernels with their shares of the work, which are estimates.
  public var overview: String {
    let sizes: [(Stage, String)] = [
      (.graph, Self.count(graphWithoutDerivatives.nodes.count, "node")),
      (.gradients, Self.count(graph.nodes.count, "node")),
      (.optimized, Self.count(optimizedGraph.nodes.count, "node")),
      (.plan, plan.summary),
      (
        .schedule,
        "\(Self.count(schedule.kernels.count, "kernel")), "
          + Self.count(schedule.buffers.count, "buffer")
      ),
      (
        .memory,
        "\(schedule.arenaByteCount) bytes of arena, "
          + "\(schedule.threadWorkspaceByteCount) bytes of workspace for each thread"
      ),
      (.c, Self.count(explanation(.c).count { $0 == "\n" }, "line")),
    ]
    let stages = sizes.map { [$0.rawValue, $1] }
    let process = options.process.map { "\n\($0.text(optimizedGraph.shard))\n" } ?? ""
    return """
      \(schedule.name)
      \(process)
      \(TextTable.text([["stage", "size"]] + stages, left: [0, 1]))

      \(TextTable.text([["kernel", "products", "share", "kind", "line"]] + kernels, left: [0, 3, 4]))

      """
  }

  private static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }

  /// The name, the work, the kind, and the user's line, of each kernel.
  private var kernels: [[String]] {
    let work = schedule.kernels.map(schedule.estimatedProducts)
    // Of many large kernels the sum of integers would overflow.
    let total = work.reduce(0) { $0 + Double($1) }
    return zip(schedule.kernels, work).map { kernel, work in
      [
        kernel.name, "\(work)",
        String(format: "%.1f %%", total == 0 ? 0 : Double(work) / total * 100),
        kernel.body.name, "\(kernel.location)",
      ]
    }
  }
}

import Foundation
import GraphIR
import Schedule

/// A plan as text: what was decided about each node that computes something.
///
///     plan f
///     target (registerBytes: 32, …)
///     %2 dot: row-major, computed in %3
///       in tiles of 3 x 24, vectors along columns
///       cycles: tiles along columns 1000, tiles along rows 2000; the fewest
///
/// The milliseconds that a way was measured to take follow its cycles.
///
///     %3 tanh: row-major, computes %2
package struct PlanPrinter {
  private let plan: Plan

  package init(_ plan: Plan) {
    self.plan = plan
  }

  package var text: String {
    var lines = ["plan \(plan.graph.name)", "target \(FieldText.text(of: plan.target))"]
    for (index, node) in plan.graph.nodes.enumerated() where !node.operation.isSource {
      let decisions = decisions(index).joined(separator: ", ")
      lines.append("%\(index) \(node.operation): \(decisions) at \(node.location)")
      if let choice = plan.choices[index] {
        lines.append("  \(choice.methodText)")
        lines.append("  \(choice.reasonText)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The layout with its reason, unless it is the one that any tensor has.
  private func layout(_ index: Int) -> String {
    let reason = plan.layoutReasons[index]
    return reason == .otherwise
      ? "\(plan.layouts[index])" : "\(plan.layouts[index]) \(reason.rawValue)"
  }

  /// The layout of a node's first result, and where it is computed.
  private func decisions(_ index: Int) -> [String] {
    var decisions = plan.layouts.isEmpty ? ["no layout"] : [layout(index)]
    if let shared = plan.updates.inPlace[index] { decisions.append("in place of shared \(shared)") }
    if let product = plan.productFusion.products[index] { decisions.append("computes %\(product)") }
    if plan.sumFusion.sums.contains(index) {
      let operand = plan.graph.nodes[index].operands[0].node
      decisions.append("sum in parts")
      if plan.sumFusion.fused.contains(operand) { decisions.append("computes %\(operand)") }
    }
    if plan.sumFusion.channelSums.contains(index) || plan.sumFusion.rowSums.contains(index) {
      let operand = plan.graph.nodes[index].operands[0].node
      if plan.sumFusion.fused.contains(operand) { decisions.append("computes %\(operand)") }
      if let sums = plan.sumFusion.groups[index] {
        decisions.append("with " + sums.dropFirst().map { "%\($0)" }.joined(separator: ", "))
      }
      if plan.sumFusion.taken.contains(index) { decisions.append("taken with another") }
    }
    if let sums = plan.convolutionSums.sums[index] {
      decisions.append("sums rows for " + sums.map { "%\($0)" }.joined(separator: ", "))
    }
    if let convolution = plan.convolutionSums.convolutions[index] {
      decisions.append("of rows that %\(convolution) sums")
    }
    if let partner = plan.gradientPairs.partner(of: index) { decisions.append("with %\(partner)") }
    if let pair = plan.gradientPairs.pairs[index] {
      let rows = (pair.kernel.input.bandRows, pair.kernel.filters.bandRows)
      decisions.append("in bands of \(rows.0) rows and strips of \(rows.1)")
    }
    if let reason = plan.gradientPairs.separations[index] {
      decisions.append("apart from the gradient at the filters (\(reason.rawValue))")
    }
    if plan.convolutionFusion.fused.contains(index) {
      let readers = Set(plan.graph.users[index]).sorted().map { "%\($0)" }
      decisions.append("computed in \(readers.joined(separator: ", "))")
    } else {
      let computed = Set(plan.graph.nodes[index].operands.map(\.node)).sorted()
        .filter(plan.convolutionFusion.fused.contains)
      decisions += computed.map { "computes %\($0)" }
    }
    if plan.productFusion.fused.contains(index) || plan.sumFusion.fused.contains(index) {
      let reader = plan.graph.users[index].first.map { "%\($0)" } ?? "its reader"
      decisions.append("computed in \(reader)")
    }
    return decisions
  }
}

extension Choice {
  /// What each way costs, and why one is taken.
  fileprivate var reasonText: String {
    let costs = candidates.map(\.text).joined(separator: ", ")
    return costs.isEmpty ? reason.rawValue : "cycles: \(costs); \(reason.rawValue)"
  }

  /// The way that is taken, with its tiles.
  fileprivate var methodText: String {
    switch method {
    case .convolution(let body, let algorithm):
      "\(algorithm.longName): \(Self.tiles(of: body))"
    case .patches(let kernel, let unfolding):
      "direct on \(unfolding.patches) patches \(unfolding.patchShape): "
        + Self.tiles(of: .convolution(kernel))
    case .product(let product): product.method
    }
  }

  private static func tiles(of body: Kernel.Body) -> String {
    FieldText.text(
      of: body,
      without: [
        "tiling", "geometry", "block", "gradient", "rowSums", "computedInput", "computedGradient",
      ])
  }
}

extension Choice.Candidate {
  fileprivate var text: String {
    "\(name) \(Int(cycles.rounded()))"
      + (milliseconds.map { " (\(String(format: "%.3f", $0)) ms)" } ?? "")
  }
}

extension Plan {
  /// How much has been decided.
  package var summary: String {
    "\(choices.count) of several algorithms, \(productFusion.fused.count) fusions into products, "
      + "\(sumFusion.fused.count) into sums, \(convolutionFusion.fused.count) into convolutions, "
      + "\(convolutionSums.convolutions.count) sums in convolutions, "
      + "\(gradientPairs.pairs.count) pairs of gradients, "
      + "\(updates.inPlace.count) updates in place"
  }
}

import Diagnostics
import GraphIR
import Schedule

/// Checks what every plan promises: images lie innermost where there are images, an update is
/// computed in place where nothing reads the old value afterwards, and what is computed inside
/// another node is read by no other.
struct PlanVerifier {
  private let stage: String

  /// - Parameter stage: the step that has decided something.
  init(after stage: String) {
    self.stage = stage
  }

  /// - Throws: `InternalError` naming what was broken.
  func verify(_ plan: Plan) throws {
    try verifyUpdates(plan)
    try verifyLayouts(plan)
    let users = plan.graph.users
    for (reader, product) in plan.productFusion.products.sorted(by: { $0.key < $1.key }) {
      try verifyFusion(of: product, into: reader, plan, users)
      guard plan.choices[product]?.product?.tiling != nil else {
        throw fault("%\(product) is computed in %\(reader), but is no product in tiles")
      }
    }
    for term in plan.sumFusion.fused.sorted() {
      guard let sum = users[term].first,
        plan.sumFusion.sums.contains(sum) || plan.sumFusion.channelSums.contains(sum)
          || plan.sumFusion.rowSums.contains(sum)
      else {
        throw fault("%\(term) is computed in a sum that does not exist")
      }
      try verifyFusion(of: term, into: sum, plan, users)
    }
    for node in plan.convolutionFusion.fused.sorted() {
      for reader in Set(users[node]).sorted() {
        guard case .convolution(_, .direct) = plan.choices[reader]?.method else {
          throw fault("%\(node) is computed in %\(reader), which is no direct convolution")
        }
      }
      guard !plan.graph.roots.contains(where: { $0.value.node == node }) else {
        throw fault("%\(node) is computed in its readers, but read elsewhere")
      }
      for operand in plan.graph.nodes[node].operands
      where plan.convolutionFusion.fused.contains(operand.node) {
        throw fault("%\(node) is computed of %\(operand.node), which is not there")
      }
    }
    try verifyConvolutionSums(plan)
    try verifyGradientPairs(plan)
    for (first, sums) in plan.sumFusion.groups.sorted(by: { $0.key < $1.key }) {
      for value in sums.flatMap({ plan.sumFusion.terms(of: $0, in: plan.graph) })
      where value.node >= first {
        throw fault("%\(first) is summed with others before %\(value.node) is there")
      }
    }
  }

  private func verifyConvolutionSums(_ plan: Plan) throws {
    for (convolution, sums) in plan.convolutionSums.sums.sorted(by: { $0.key < $1.key }) {
      guard case .convolution(_, .direct) = plan.choices[convolution]?.method else {
        throw fault("%\(convolution) takes sums, but is no direct convolution")
      }
      for sum in sums {
        let reads =
          plan.graph.nodes[sum].operation == .planeMoments
          ? plan.graph.nodes[sum].operands : plan.sumFusion.terms(of: sum, in: plan.graph)
        let type = plan.graph.type(of: plan.graph.nodes[sum].operands[0])
        guard plan.graph.nodes[convolution].types[0] == type,
          plan.convolutionSums.convolutions[sum] == convolution
        else {
          throw fault("%\(convolution) takes %\(sum), which does not sum what it writes")
        }
        for value in reads where value.node > convolution {
          if case .constant = plan.graph[value].operation { continue }
          throw fault("%\(convolution) takes %\(sum) before %\(value.node) is there")
        }
      }
    }
  }

  private func verifyGradientPairs(_ plan: Plan) throws {
    for (input, pair) in plan.gradientPairs.pairs.sorted(by: { $0.key < $1.key }) {
      let filters = pair.filterGradient
      let together = "%\(input) is computed with %\(filters)"
      for node in [input, filters] {
        guard case .convolution(_, .direct) = plan.choices[node]?.method else {
          throw fault("\(together), but %\(node) is no direct convolution")
        }
      }
      guard filters > input, plan.gradientPairs.inputGradients[filters] == input else {
        throw fault("\(together), which comes before it or is computed with another")
      }
      if let detail = pair.kernel.fault { throw fault("\(together), but \(detail)") }
      let gradients = [input, filters].map { plan.graph.nodes[$0].operands[1] }
      guard gradients[0] == gradients[1] else {
        throw fault("\(together), but of another output gradient")
      }
      let read = plan.graph.nodes[filters].operands[0]
      let isFused = plan.convolutionFusion.fused.contains(read.node)
      for value in isFused ? plan.graph[read].operands : [read] where value.node >= input {
        throw fault("\(together) before %\(value.node) is there")
      }
    }
  }

  private func verifyUpdates(_ plan: Plan) throws {
    let graph = plan.graph
    let users = graph.users
    let updates = plan.updates.inPlace.sorted { $0.key < $1.key }
    let roles = Dictionary(grouping: graph.roots, by: \.value.node).mapValues { $0.map(\.role) }
    let readers = UpdatePlacement.readers(of: graph)
    for (node, shared) in updates {
      let replacing = "%\(node) replaces shared value \(shared)"
      guard !plan.checksNumerics else {
        throw fault("\(replacing) before all numbers have been looked at")
      }
      let roles = roles[node] ?? []
      guard roles.contains(where: { if case .update(shared) = $0 { true } else { false } }) else {
        throw fault("%\(node) is no update of shared value \(shared)")
      }
      guard roles.count == 1 else { throw fault("\(replacing), but is another result, too") }
      guard case .elementwise = graph.nodes[node].operation else {
        throw fault("\(replacing), but does not compute element by element")
      }
      for operand in graph.nodes[node].operands
      where UpdatePlacement.views(operand, shared: shared, in: graph) {
        guard case .shared(shared, _) = graph[operand].operation else {
          throw fault("\(replacing), but reads it through %\(operand.node)")
        }
      }
      guard users[node].allSatisfy({ plan.updates.inPlace[$0] != nil }) else {
        throw fault("\(replacing), but is read before the updates")
      }
      let later = readers[shared, default: []].first {
        $0 > node && plan.updates.inPlace[$0] != nil
      }
      if let later { throw fault("\(replacing), which %\(later) reads afterwards") }
    }
  }

  private func verifyLayouts(_ plan: Plan) throws {
    // They are assigned in one step.
    guard !plan.layouts.isEmpty else { return }
    guard plan.layouts.count == plan.layoutReasons.count else {
      throw fault("\(plan.layouts.count) layouts with \(plan.layoutReasons.count) reasons")
    }
    guard plan.layouts.count == plan.graph.nodes.count else {
      throw fault("\(plan.layouts.count) layouts for \(plan.graph.nodes.count) nodes")
    }
    for (index, node) in plan.graph.nodes.enumerated() where plan.layouts[index] != .rowMajor {
      guard node.types[0].shape.rank == 4 else {
        throw fault("%\(index) has images innermost, but no images")
      }
      guard plan.updates.inPlace[index] == nil else {
        throw fault("%\(index) has images innermost in the place of a shared value")
      }
    }
  }

  /// Layouts are assigned before anything is fused.
  private func verifyFusion(of node: Int, into reader: Int, _ plan: Plan, _ users: [[Int]]) throws {
    let isRoot = plan.graph.roots.contains { $0.value.node == node }
    guard users[node] == [reader], !isRoot else {
      throw fault("%\(node) is computed in %\(reader), but read elsewhere")
    }
    guard !plan.layouts.isEmpty else { throw fault("%\(node) is fused without a layout") }
    let isByRows = plan.layouts[node] == .rowMajor || plan.sumFusion.channelSums.contains(reader)
    guard isByRows, plan.layouts[reader] == .rowMajor else {
      throw fault("%\(node) is computed in %\(reader), but not row by row")
    }
  }

  private func fault(_ detail: String) -> InternalError {
    InternalError(stage: stage, detail: detail)
  }
}

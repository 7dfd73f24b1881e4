import GraphIR
import GraphPasses
import Schedule

/// What lowering decides about a graph before it makes kernels: algorithms and their tiles,
/// layouts, fusions, and updates in place.
package struct Plan: Sendable {
  package let graph: Graph
  package let target: Target
  package let optimization: Optimization
  /// Whether the results of kernels are looked at. No shared value is then written before all are.
  package let checksNumerics: Bool
  /// The ways that were measured, if they were.
  let tuned: TunedChoices?
  /// Chunks of sums over axis 0 start at multiples of this many: whole vectors of images where
  /// there are convolutions or windows.
  let sumGranularity: Int
  /// The sums over the images of a process, each of which all processes add up.
  let shardedSums: Set<Int>
  /// Which updates are computed straight into the shared values that they replace.
  var updates = UpdatePlacement.aside
  /// For each node that can be computed in several ways, which is taken.
  package var choices: [Int: Choice] = [:]
  /// The layout of each node's first result.
  package var layouts: [Layout] = []
  /// Why each of them is.
  var layoutReasons: [LayoutAssignment.Reason] = []
  /// Which products are computed inside the element-wise nodes that read them.
  var productFusion = ProductFusion.none
  /// Which sums are taken over everything, and what is computed inside them.
  var sumFusion = SumFusion.none
  /// What is computed inside the convolutions that read it.
  var convolutionFusion = ConvolutionFusion.none
  /// Which convolutions take sums of what they write.
  var convolutionSums = ConvolutionSums.none
  /// Which gradients of a convolution are computed together.
  var gradientPairs = GradientPairs.none

  /// Whether a node is computed in a way that is the fastest by measurement, and not by the cost
  /// model.
  package var isTuned: Bool { choices.values.contains { $0.reason == .measured } }

  /// The nodes of the kernels that compute a node: its own, and the one that it is computed in.
  package func kernelNodes(of node: Int) -> Set<Int> {
    Set([node] + graph.users[node].filter { productFusion.products[$0] == node })
  }

  /// The order of the sum over axis 0 that a node is.
  func sums(_ node: Int, over images: Int) -> SumTree {
    if let shard = graph.shard, shardedSums.contains(node) { return SumTree(shard) }
    return SumTree(images: images, granularity: sumGranularity)
  }

  /// - Parameters:
  ///   - optimization: which steps are taken that make fewer or faster kernels.
  ///   - tuned: the ways that are taken in place of those of the cost model.
  ///   - report: is told about each step.
  /// - Throws: `InternalError` that names the step after which the plan is not as it should be.
  package init(
    _ graph: Graph, for target: Target, optimization: Optimization = .full,
    checksNumerics: Bool = false, tuned: TunedChoices? = nil,
    report: ((StepReport<Plan>) -> Void)? = nil
  ) throws {
    self.graph = graph
    self.target = target
    self.optimization = optimization
    self.checksNumerics = checksNumerics
    self.tuned = tuned
    sumGranularity = graph.sumGranularity
    shardedSums = Set(
      graph.nodes.compactMap { $0.operation == .allReduce ? $0.operands[0].node : nil })
    for step in PlanStep.all where step.isPart(of: optimization) {
      let before = self
      let clock = ContinuousClock()
      let start = clock.now
      step.run(&self)
      let duration = clock.now - start
      try PlanVerifier(after: step.name).verify(self)
      report?(
        StepReport(
          step: step.name, before: before, after: self, seconds: duration / .seconds(1)))
    }
  }
}

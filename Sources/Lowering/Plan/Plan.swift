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
  /// What the leaves of sums over axis 0 start at a multiple of: whole vectors of images where there
  /// are convolutions or windows of images.
  let sumGranularity: Int
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

  /// The order of a sum over axis 0.
  func sums(over images: Int) -> SumTree {
    SumTree(images: images, granularity: sumGranularity)
  }

  /// - Parameters:
  ///   - optimization: which steps are taken that make fewer or faster kernels.
  ///   - report: is told about each step.
  /// - Throws: `InternalError` that names the step after which the plan is not as it should be.
  package init(
    _ graph: Graph, for target: Target, optimization: Optimization = .full,
    checksNumerics: Bool = false, report: ((StepReport<Plan>) -> Void)? = nil
  ) throws {
    self.graph = graph
    self.target = target
    self.optimization = optimization
    self.checksNumerics = checksNumerics
    sumGranularity = target.sumGranularity(of: graph)
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

extension Target {
  /// What chunks of images start at a multiple of in all sums of a graph.
  func sumGranularity(of graph: Graph) -> Int {
    graph.nodes.lazy.filter(\.operation.readsImages).map { lanes(of: $0.types[0].elementType) }
      .max()
      ?? 1
  }
}

extension Operation {
  /// Whether vectors run over the images that the operation reads.
  fileprivate var readsImages: Bool {
    switch self {
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .pool2d, .pool2dGradient,
      .maxPool2dGradient, .maxPool2dMaskedSum, .convolutionBlock, .convolutionBlockInputGradient,
      .convolutionBlockFilterGradient, .convolutionBlockBiasGradient:
      true
    default: false
    }
  }
}

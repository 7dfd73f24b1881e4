import GraphPasses
import Schedule

/// A decision about all nodes of a graph; the plan is verified after it.
package struct PlanStep: Sendable {
  /// All steps, in the order in which they are taken: each builds on those before.
  package static let all: [PlanStep] = [
    .updateInPlace, .chooseAlgorithms, .assignLayouts, .fuseIntoProducts, .fuseIntoSums,
    .fuseIntoConvolutions, .sumInConvolutions, .joinGradients,
  ]

  private static let updateInPlace = PlanStep(.updateInPlace) { plan in
    if !plan.checksNumerics { plan.updates = UpdatePlacement(plan.graph) }
  }

  private static let chooseAlgorithms = PlanStep("choose-algorithms") { plan in
    for (index, node) in plan.graph.nodes.enumerated() {
      plan.choices[index] = Choice(
        node, in: plan.graph, target: plan.target, plan.optimization,
        tuned: plan.tuned?.node(index), sums: { plan.sums(index, over: $0) })
    }
  }

  private static let assignLayouts = PlanStep("assign-layouts") { plan in
    let assignment = LayoutAssignment(plan)
    (plan.layouts, plan.layoutReasons) = (assignment.layouts, assignment.reasons)
    plan.sumFusion = SumFusion(plan, fuses: false)
  }

  private static let fuseIntoProducts = PlanStep(.fuseIntoProducts) { plan in
    plan.productFusion = ProductFusion(plan)
  }

  private static let fuseIntoSums = PlanStep(.fuseIntoSums) { plan in
    plan.sumFusion = SumFusion(plan, fuses: true)
  }

  private static let fuseIntoConvolutions = PlanStep(.fuseIntoConvolutions) { plan in
    plan.convolutionFusion = ConvolutionFusion(plan)
  }

  private static let sumInConvolutions = PlanStep(.sumInConvolutions) { plan in
    plan.convolutionSums = ConvolutionSums(plan)
  }

  private static let joinGradients = PlanStep(.joinGradients) { plan in
    plan.gradientPairs = GradientPairs(plan)
    plan.convolutionFusion.fuse(plan.gradientPairs.fused)
  }

  package let name: String
  /// The name under which the step can be left out.
  private let pass: LoweringPass?
  let run: @Sendable (inout Plan) -> Void

  private init(_ pass: LoweringPass, _ run: @escaping @Sendable (inout Plan) -> Void) {
    name = pass.rawValue
    self.pass = pass
    self.run = run
  }

  private init(_ name: String, _ run: @escaping @Sendable (inout Plan) -> Void) {
    self.name = name
    pass = nil
    self.run = run
  }

  /// The step that decides whether computing is done in a way that can be left out, where the way
  /// is no step of its own.
  package static func step(deciding way: LoweringPass) -> PlanStep? {
    switch way {
    case .useWinograd, .cutPatches, .useTuning: chooseAlgorithms
    case .keepLayout: assignLayouts
    case .updateInPlace, .fuseIntoProducts, .fuseIntoSums, .fuseIntoConvolutions,
      .sumInConvolutions, .joinGradients, .hoistSlices, .rematerialize, .joinUpdates,
      .computeInPlace:
      nil
    }
  }

  /// Whether the step is taken.
  func isPart(of optimization: Optimization) -> Bool {
    pass.map(optimization.contains) ?? true
  }
}

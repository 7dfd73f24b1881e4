import Diagnostics
import GraphIR

/// Runs passes one after another, and verifies the graph after each.
///
///     let optimized = try Pipeline().optimize(graph) { report in
///       if report.hasChanged { print(report.pass, report.seconds) }
///     }
public struct Pipeline: Sendable {
  /// All passes, in the order in which they run; some of them run several times.
  public static let passes: [Pass] = [
    // Make equal things look equal.
    .foldConstants,
    .simplifyAlgebra,
    .foldSlices,
    .foldPadding,
    // Compute what numbers of a machine can hold.
    .stabilizeLogSoftmax,
    .stabilizeSigmoid,
    .stabilizeLogExp,
    .argmaxOfLogits,
    // Make equal things look equal in what that has made.
    .foldConstants,
    .simplifyAlgebra,
    .foldTransposes,
    .factorSums,
    // Fold the zeros that this leaves.
    .foldConstants,
    .simplifyAlgebra,
    .eliminateCommonSubexpressions,
    .pairMoments,
    // Make one kernel of several operations.
    .commuteMaxPool,
    .fuseConvPool,
    .fuseElementwise,
    .recomputeElementwise,
    .fuseElementwise,
    // Sweep up.
    .eliminateDeadCode,
  ]

  private let passes: [Pass]
  private let limits: FusionLimits

  /// The passes of an optimization, all of them unless given.
  public init(_ optimization: Optimization = .full) {
    self.init(optimization, within: .standard)
  }

  /// The passes of an optimization, for a machine with the given limits.
  package init(_ optimization: Optimization, within limits: FusionLimits) {
    passes = Self.passes.filter { optimization.passNames.contains($0.name) }
    self.limits = limits
  }

  /// A pipeline of passes that need not be listed.
  init(passes: [Pass]) {
    self.passes = passes
    limits = .standard
  }

  /// A graph with the same roots that computes the same values.
  ///
  /// Floating-point results are equal bit by bit, except where a pass computes them more
  /// accurately, as its precision says, and where constants are known before they would have been
  /// computed.
  ///
  /// - Parameter report: is told about each pass when it has run.
  /// - Throws: `InternalError` that names the pass after which the graph is not as it should be.
  public func optimize(
    _ graph: Graph, report: ((PassReport) -> Void)? = nil
  ) throws -> Graph {
    try GraphVerifier(after: "building the graph").verify(graph)
    var graph = graph
    for pass in passes {
      let clock = ContinuousClock()
      let start = clock.now
      let result = try run(pass, graph)
      let duration = clock.now - start
      try verify(result, against: graph, after: pass)
      report?(
        PassReport(
          pass: pass.name, before: graph, after: result, seconds: duration / .seconds(1)))
      graph = result
    }
    return graph
  }

  private func run(_ pass: Pass, _ graph: Graph) throws -> Graph {
    do {
      return try pass.run(graph, within: limits)
    } catch let mistake as OperandError {
      throw InternalError(stage: pass.name, detail: mistake.description)
    }
  }

  /// Checks what every graph promises, and that the caller does not see a difference.
  private func verify(_ graph: Graph, against before: Graph, after pass: Pass) throws {
    try GraphVerifier(after: pass.name).verify(graph)
    let isKept = graph.roots.elementsEqual(before.roots) { root, old in
      root.role == old.role && graph.type(of: root.value) == before.type(of: old.value)
    }
    guard isKept else {
      throw InternalError(
        stage: pass.name, detail: "the outputs or updates are not those of before")
    }
  }
}

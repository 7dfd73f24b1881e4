import CEmitter
import CallABI
import Frontend
import GraphIR
import GraphPasses
import Lowering
import Schedule
import Toolchain

/// A function on its way from a graph to C: every stage's result, one after the other.
public struct GeneratedFunction: Sendable {
  /// What the user wrote, without the derivatives and what is computed from them.
  public let graphWithoutDerivatives: Graph
  /// The graph of the function, derivatives included.
  public let graph: Graph
  /// The graph after all passes.
  public let optimizedGraph: Graph
  /// What lowering has decided about the optimised graph.
  package let plan: Plan
  /// Kernels, buffers and their order.
  package let schedule: Schedule
  /// The C files.
  package let source: CSource
  let options: CompileOptions

  /// The algorithm of each computation for which there are several whose results differ in the last
  /// bits, as `convolution 500x1x28x28 by 20x1x5x5: direct`.
  public var algorithms: [String] { schedule.algorithms }

  /// The digest of what decides the bits of the function's results: its graph and its algorithms.
  ///
  /// - Throws: `ToolchainError.digestUnavailable`.
  package func hash() throws -> String { try graph.hash(algorithms: algorithms) }

  /// The bytes of memory for what a call computes.
  public var arenaByteCount: Int { schedule.arenaByteCount }

  package init(_ definition: FunctionDefinition, options: CompileOptions) throws {
    self.options = options
    graphWithoutDerivatives = definition.graphWithoutDerivatives
    graph = definition.graph
    optimizedGraph = try Self.optimizedGraph(of: definition, options: options)
    plan = try Self.plan(optimizedGraph, options: options)
    schedule = try Lowering.schedule(plan)
    let provenance = Provenance(
      graph: optimizedGraph, target: plan.target, isForAnyMachine: options.vectorBytes != nil,
      command: options.command, usesBLAS: schedule.usesBLAS,
      algorithms: schedule.algorithms, isTuned: plan.isTuned)
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      provenance: try provenance.lines, timesKernels: options.timesKernels
    ).emit(options.leavesOutMessages ? schedule.withoutMessages : schedule)
  }

  /// The graph of a function after all passes: of one of several processes, if it is for one.
  package static func optimizedGraph(
    of definition: FunctionDefinition, options: CompileOptions
  ) throws -> Graph {
    let optimized = try options.pipeline.optimize(definition.graph)
    return try options.process?.graph(of: optimized) ?? optimized
  }

  /// The schedule of a function, without its C.
  package static func schedule(
    of definition: FunctionDefinition, options: CompileOptions
  ) throws -> Schedule {
    try schedule(of: optimizedGraph(of: definition, options: options), options: options)
  }

  /// The schedule of an optimised graph.
  package static func schedule(
    of graph: Graph, options: CompileOptions
  ) throws -> Schedule {
    try Lowering.schedule(plan(graph, options: options))
  }

  /// What lowering decides about an optimised graph.
  static func plan(
    _ graph: Graph, options: CompileOptions, report: ((StepReport<Plan>) -> Void)? = nil
  ) throws -> Plan {
    try Plan(
      options.kernelCheckInterval == nil ? graph : graph.withVisibleValues, for: options.target,
      optimization: options.optimization, checksNumerics: options.checksNumerics,
      tuned: options.tunedChoices(for: graph), report: report)
  }
}

extension CompileOptions {
  /// The passes that run over a graph.
  var pipeline: Pipeline {
    Pipeline(isExact ? optimization.exact : optimization, within: target.fusion)
  }

  /// The machine that is compiled for.
  var target: Target {
    Target(
      registerBytes: vectorBytes ?? HostProcessor.current().vectorBytes,
      threads: standsAlone ? threads : threadCount,
      isExact: isExact, usesBLAS: blas == .openBLAS, usesBFloat16: precision == .bf16,
      savesMemory: savesMemory, checksBounds: checksBounds, bucketBytes: bucketBytes)
  }
}

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
  /// The graph as the user wrote it.
  public let graph: Graph
  /// The graph after all passes.
  public let optimizedGraph: Graph
  /// Kernels, buffers and their order.
  package let schedule: Schedule
  /// The C files.
  public let source: CSource

  package init(_ definition: FunctionDefinition, options: CompileOptions) throws {
    graph = definition.graph
    let optimization = options.isExact ? options.optimization.keepingTies : options.optimization
    optimizedGraph = try Pipeline(optimization).optimize(graph)
    let vectorBytes = options.vectorBytes ?? HostProcessor.current().vectorBytes
    let visible =
      options.kernelCheckInterval == nil ? optimizedGraph : optimizedGraph.withVisibleValues
    schedule = try Lowering.schedule(
      visible, for: Target(vectorBytes: vectorBytes, isExact: options.isExact),
      optimization: optimization, checksNumerics: options.checksNumerics)
    let provenance = Provenance(
      graph: optimizedGraph, vectorBytes: vectorBytes, options: options,
      usesBLAS: schedule.usesBLAS)
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      provenance: try provenance.lines, timesKernels: options.timesKernels,
      mathFunctions: options.isExact ? .library : .polynomials
    ).emit(schedule)
  }
}

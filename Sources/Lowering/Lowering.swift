import Diagnostics
import GraphIR
import GraphPasses
import Schedule

/// Turns an optimised graph into kernels, buffers and an order.
package enum Lowering {
  /// The schedule of a graph as a plan has it.
  ///
  /// - Parameter report: is told about each step from one schedule to the next.
  /// - Throws: `InternalError` when the graph holds an operation that no kernel computes,
  ///   `MemoryError` when its results together are larger than any memory.
  package static func schedule(
    _ plan: Plan, report: ((StepReport<Schedule>) -> Void)? = nil
  ) throws -> Schedule {
    try SchedulePass.all.filter { $0.isPart(of: plan.optimization) }
      .reduce(GraphLowerer.schedule(plan)) { schedule, pass in
        try pass.apply(to: schedule, report: report)
      }
  }

  /// The schedule of a graph.
  ///
  /// - Parameters:
  ///   - optimization: which steps are taken that make fewer or faster kernels.
  ///   - checksNumerics: whether the results of all kernels that compute floating-point numbers are
  ///     looked at. No shared value is then written before all of them are.
  /// - Throws: as above.
  package static func schedule(
    _ graph: Graph, for target: Target, optimization: Optimization = .full,
    checksNumerics: Bool = false
  ) throws -> Schedule {
    try schedule(
      Plan(graph, for: target, optimization: optimization, checksNumerics: checksNumerics))
  }
}

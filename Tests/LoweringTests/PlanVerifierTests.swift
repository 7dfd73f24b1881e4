import Diagnostics
import GraphIR
import Schedule
import Testing

@testable import Lowering

/// What no plan may decide about updates in place.
@Suite struct PlanVerifierTests {
  /// Each update breaks one rule if it is computed in place, but for the first.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let square = float([8, 8])
    let a = try builder.shared(0, square, "a")  // %0
    let b = try builder.shared(1, square, "b")  // %1
    let c = try builder.shared(2, square, "c")  // %2
    let d = try builder.shared(3, square, "d")  // %3
    let e = try builder.shared(4, square, "e")  // %4
    let newA = try builder.apply(.add, a, a)  // %5
    let newB = try builder.apply(.multiply, b, b)  // %6, a result, too
    let newC = try builder.apply(.softmax, c)  // %7
    let turned = try builder.apply(.dimshuffle([1, 0]), d)  // %8
    let newD = try builder.apply(.add, d, turned)  // %9
    let newE = try builder.apply(.add, a, e)  // %10, which reads the old a
    return builder.graph(
      outputs: [newB], updates: [(0, newA), (1, newB), (2, newC), (3, newD), (4, newE)])
  }

  private func fault(
    _ inPlace: [Int: Int], in graph: Graph, checksNumerics: Bool = false
  ) throws -> String? {
    var plan = try Plan(
      graph, for: Target(registerBytes: 32), optimization: .none, checksNumerics: checksNumerics)
    plan.updates = UpdatePlacement(inPlace)
    do {
      try PlanVerifier(after: "guess").verify(plan)
      return nil
    } catch {
      return (error as? InternalError).map { "\($0.stage): \($0.detail)" }
    }
  }

  @Test func everyRuleOfUpdatesInPlaceIsChecked() throws {
    let graph = try graph()
    #expect(try fault([5: 0], in: graph) == nil)
    #expect(try fault([10: 4], in: graph) == nil)
    #expect(try fault([5: 1], in: graph) == "guess: %5 is no update of shared value 1")
    #expect(
      try fault([6: 1], in: graph)
        == "guess: %6 replaces shared value 1, but is another result, too")
    #expect(
      try fault([7: 2], in: graph)
        == "guess: %7 replaces shared value 2, but does not compute element by element")
    #expect(
      try fault([9: 3], in: graph)
        == "guess: %9 replaces shared value 3, but reads it through %8")
    #expect(
      try fault([5: 0, 10: 4], in: graph)
        == "guess: %5 replaces shared value 0, which %10 reads afterwards")
    #expect(
      try fault([5: 0], in: graph, checksNumerics: true)
        == "guess: %5 replaces shared value 0 before all numbers have been looked at")
  }

  @Test func whatIsReadBeforeTheUpdatesIsNotComputedAmongThem() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([8, 8]), "a")
    let doubled = try builder.apply(.add, a, a)
    let read = try builder.apply(.softmax, doubled)
    let graph = builder.graph(outputs: [read], updates: [(0, doubled)])
    #expect(
      try fault([1: 0], in: graph)
        == "guess: %1 replaces shared value 0, but is read before the updates")
  }
}

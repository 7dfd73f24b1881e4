import GraphIR
import Interpreter
import TestSupport

/// What a value of a program is in several runs: one without rounding, and others with random
/// rounding errors.
package struct SampledValue: Sendable {
  package let exact: NumericArray
  let rounded: [NumericArray]

  /// How far a run with rounding errors is off at most.
  var spread: Double {
    rounded.map { run in
      zip(run.values, exact.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }.max() ?? 0
  }

  /// The largest number.
  var magnitude: Double { exact.values.reduce(0) { max($0, abs($1)) } }

  /// Whether the value says something: it is finite and of moderate size, and rounding decides
  /// neither an integer nor most digits of a real number.
  var isDecided: Bool {
    guard exact.type.elementType.isFloatingPoint else {
      return rounded.allSatisfy { $0.values == exact.values }
    }
    return (rounded + [exact]).allSatisfy { $0.values.allSatisfy { abs($0) <= 0x1p14 } }
      && spread <= 0x1p-8 * max(magnitude, 0x1p-10)
  }

  /// The first element that another computation of the value has wrong, in words.
  ///
  /// - Parameter unit: the rounding error of one operation.
  func difference(_ found: NumericArray, unit: Double) -> String? {
    guard found.type == exact.type, found.values.count == exact.values.count else {
      return "expected \(exact.type), got \(found.type)"
    }
    let isReal = exact.type.elementType.isFloatingPoint
    let tolerance = isReal ? 16 * spread + 4 * unit * magnitude + 1e-30 : 0
    for (index, (found, expected)) in zip(found.values, exact.values).enumerated()
    where !(abs(found - expected) <= tolerance) {
      return "element \(index): expected \(expected), got \(found), tolerance \(tolerance)"
    }
    return nil
  }
}

/// The values of the nodes of a graph, one after another, in all runs.
struct Sampler {
  private static let roundedRuns = 2

  let rounding: RandomRounding
  private var random: SeededGenerator
  /// The results of each node in each run, the one without rounding first.
  private(set) var runs = [[[NumericArray]]](repeating: [], count: 1 + roundedRuns)

  init(_ type: ElementType, seed: UInt64) {
    rounding = RandomRounding(type)
    random = SeededGenerator(seed: seed)
  }

  /// The value of a node's result.
  subscript(value: Value) -> SampledValue {
    SampledValue(
      exact: runs[0][value.node][value.result],
      rounded: runs.dropFirst().map { $0[value.node][value.result] })
  }

  /// Computes the next node.
  ///
  /// - Parameter source: the value of a node that brings one into the graph.
  /// - Throws: what the interpreter throws.
  mutating func evaluate(_ node: Node, source: NumericArray?) throws {
    var results: [[NumericArray]] = []
    for run in runs.indices {
      if let source {
        results.append([source])
        continue
      }
      let operands = node.operands.map { runs[run][$0.node][$0.result] }
      var values = try Interpreter().apply(node.operation, to: operands, types: node.types)
      if run > 0 { try rounding.round(&values, of: node, operands, using: &random) }
      results.append(values)
    }
    for run in runs.indices { runs[run].append(results[run]) }
  }

  /// Forgets the nodes from a number on.
  mutating func removeNodes(from count: Int) {
    for run in runs.indices { runs[run].removeSubrange(count...) }
  }
}

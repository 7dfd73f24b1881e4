import Frontend
import Interpreter

/// Graph cases that are compiled together, since a compilation costs more than all of them.
struct GraphBatch: Sendable {
  /// The cases, each with its position in the file.
  let cases: [(position: Int, graph: any GraphCase)]
  let precision: Precision
  let engine: Engine

  /// What is wrong with each case, in words; cases that are as they should be have nothing.
  func differences() -> [(position: Int, difference: String)] {
    switch precision {
    case .float: differences(in: Float.self)
    case .double: differences(in: Double.self)
    }
  }

  private func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) -> [(position: Int, difference: String)] {
    var found: [(position: Int, difference: String)] = []
    var written: [(position: Int, graph: any GraphCase, expectations: [Expectation])] = []
    for (position, graph) in cases {
      do {
        written.append((position, graph, try graph.expectations(in: type)))
      } catch {
        found.append((position, "\(error)"))
      }
    }
    let expectations = written.flatMap(\.expectations)
    guard !expectations.isEmpty else { return found }
    do {
      let function = try engine.function("vectors", outputs: expectations.map(\.tensor))
      var values = try function.call([])[...]
      for (position, graph, expectations) in written {
        let results = values.prefix(expectations.count)
        values = values.dropFirst(expectations.count)
        found += differences(results, expectations, graph).map { (position, $0) }
      }
      return found
    } catch  where cases.count > 1 {
      // One of them spoils it for all: each by itself tells which.
      return cases.flatMap {
        GraphBatch(cases: [$0], precision: precision, engine: engine).differences()
      }
    } catch {
      return found + [(cases[0].position, "\(error)")]
    }
  }

  private func differences(
    _ results: ArraySlice<NumericArray>, _ expectations: [Expectation], _ graph: any GraphCase
  ) -> [String] {
    let tolerance = graph.tolerance(in: precision) ?? .exact
    return zip(results, expectations).compactMap { result, expectation in
      expectation.expected.difference(from: result, tolerance, precision)
        .map { "\(expectation.what): \($0)" }
    }
  }
}

import Execution
import GraphIR
import Interpreter
import TestSupport
import Testing

/// Calls that fail leave every shared value as it was.
@Suite struct FailureTests {
  private static let state = NumericArray([1, 2, 3, 4, 5, 6], [6], .float)

  /// Rows of a shared matrix, an element of each by its label, and an update that depends on neither.
  private func compiled() throws -> CompiledGraph {
    var builder = GraphBuilder()
    let state = try builder.add(.shared(0, Self.state.type), name: "state", at: here)
    let data = try builder.add(
      .input(0, TensorType(.float, [5, 3])), name: "data", at: here)
    let start = try builder.add(.input(1, TensorType(.int64, [])), at: here)
    let labels = try builder.add(.input(2, TensorType(.int32, [2])), name: "the %lld", at: here)
    let rows = try builder.add(.sliceRows(count: 2), [data, start], at: here)
    let picked = try builder.add(.gatherByLabel, [rows, labels], at: here)
    let doubled = try builder.add(.add, [state, state], at: here)
    return try CompiledGraph(
      builder.graph(
        name: "failing",
        roots: [.init(.output(0), picked), .init(.update(shared: 0), doubled)]))
  }

  private func failure(start: Double, labels: [Double], threads: Int) throws -> String? {
    let compiled = try compiled()
    let inputs = [
      NumericArray((0..<15).map(Double.init), [5, 3], .float),
      NumericArray([start], [], .int64), NumericArray(labels, [2], .int32),
    ]
    do {
      let results = try compiled.evaluate(
        inputs: inputs, shared: [Self.state], threads: threads)
      #expect(results[1].values == [2, 4, 6, 8, 10, 12])
      return nil
    } catch let error as CompiledFunction.Failure {
      #expect(compiled.sharedValues == [Self.state])
      #expect("\(error.failure.location)" == "\(here)")
      return error.reason
    }
  }

  @Test(arguments: [1, 2, 5])
  func labelsOutOfRange(_ threads: Int) throws {
    for label in [-1.0, 3, 2_147_483_647, -2_147_483_648] {
      let text = try failure(start: 1, labels: [0, label], threads: threads)
      #expect(text == "a label in 'the %lld' is \(Int(label)); expected 0 to 2")
    }
  }

  @Test(arguments: [1, 2])
  func rowsOutOfRange(_ threads: Int) throws {
    for start in [-1.0, 4, -9.223372036854775808e18, 9e18] {
      let text = try failure(start: start, labels: [0, 0], threads: threads)
      #expect(text == "slice: 'data' has 5 rows; 2 rows from row \(Int64(start)) do not exist")
    }
  }

  @Test func everythingInRange() throws {
    #expect(try failure(start: 3, labels: [0, 2], threads: 2) == nil)
  }
}

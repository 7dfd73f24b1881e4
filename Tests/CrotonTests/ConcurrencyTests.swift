import Croton
import Testing

/// Functions that several Swift tasks write down, compile, call and free at the same time.
///
/// `make thread-sanitizer` runs these with ThreadSanitizer.
@Suite struct ConcurrencyTests {
  @Test func callsFromSeveralTasksTakeTurns() async throws {
    let x = Tensor<Float>.placeholder("x", shape: [50])
    let count = Shared("count", NDArray<Float>(0))
    let total = Shared("total", try NDArray<Float>(repeating: 0, shape: [50]))
    let square = x * x
    let step = try function(
      inputs: [x], outputs: [square],
      updates: [Update(count, to: count + 1), Update(total, to: total + x)])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let value = Float(task)
          for _ in 0..<25 {
            let result = try step(NDArray(repeating: value, shape: [50]))[square].scalars
            #expect(result == [Float](repeating: value * value, count: 50))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(count.value.scalar == 200)
    #expect(total.value.scalars == [Float](repeating: 25 * 28, count: 50))
  }

  /// Two functions that share values in opposite orders, and readers of the values besides.
  @Test func functionsThatShareValuesDoNotWaitForEachOther() async throws {
    let a = Shared("a", try NDArray<Float>(repeating: 1, shape: [1000]))
    let b = Shared("b", try NDArray<Float>(repeating: 2, shape: [1000]))
    let there = try function(updates: [Update(a, to: b), Update(b, to: a)])
    let back = try function(updates: [Update(b, to: a), Update(a, to: b)])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for swap in [there, back] {
        group.addTask { for _ in 0..<100 { try swap() } }
      }
      group.addTask {
        for _ in 0..<100 { #expect(Set(a.value.scalars).count == 1) }
      }
      try await group.waitForAll()
    }
    #expect(a.value.scalars[0] == 1)
    #expect(b.value.scalars[0] == 2)
  }

  /// Each task differentiates and compiles the same expressions.
  @Test func tasksCompileTogether() async throws {
    let x = Tensor<Float>.placeholder("x", shape: [4, 3])
    let w = Shared("w", try NDArray<Float>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]))
    let cost = matmul(x, w).tanh().sum()
    let expected = try results(of: cost, x, w)
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<16 { group.addTask { try results(of: cost, x, w) } }
      for try await found in group { #expect(found == expected) }
    }
  }

  private func results(
    of cost: Tensor<Float>, _ x: Tensor<Float>, _ w: Shared<Float>
  ) throws -> [Float] {
    let gradients = try gradient(of: cost, withRespectTo: [w])
    let step = try function(inputs: [x], outputs: [cost, gradients[0]])
    let values = try step(NDArray<Float>(repeating: 0.1, shape: [4, 3]))
    return try values[cost].scalars + values[gradients[0]].scalars
  }

  /// Expressions that several tasks have parts of, of which each task may be the last to let go.
  @Test func tasksFreeExpressionsTogether() async throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    for _ in 0..<20 {
      var sums = [x]
      for _ in 0..<2_000 { sums.append(sums[sums.count - 1] + x) }
      await withTaskGroup(of: Int.self) { group in
        for task in 0..<8 {
          let part = Array(sums[(task * 200)...])
          group.addTask { part.count }
        }
        sums = []
        var count = 0
        for await part in group { count += part }
        #expect(count == 8 * 2_001 - 200 * 28)
      }
    }
  }
}

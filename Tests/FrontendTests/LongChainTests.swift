import Frontend
import GraphIR
import Synchronization
import TestSupport
import Testing

/// Expressions of very many operations, one after the other. They are built, walked and freed in a
/// thread whose stack has no room for a call for each.
@Suite struct LongChainTests {
  private static func chain(of count: Int, _ start: Tensor<Float>) -> Tensor<Float> {
    (0..<count).reduce(start) { tensor, _ in tensor.tanh() }
  }

  @Test func freed() {
    onSmallStack { _ = Self.chain(of: 100_000, .constant(1)) }
  }

  /// Each operation reads the one before twice.
  @Test func freedWhereOperandsAreShared() {
    onSmallStack {
      var tensor = Tensor<Float>.constant(1)
      for _ in 0..<20_000 { tensor = maximum(tensor, tensor) }
    }
  }

  @Test func freedWhereTheyAreIllFormed() {
    onSmallStack {
      let x = Tensor<Float>.placeholder("x", shape: [2, 3])
      _ = Self.chain(of: 100_000, dot(x, x))
    }
  }

  /// What somebody else refers to stays.
  @Test func freedUpToWhatIsStillUsed() {
    let kept = Mutex<Tensor<Float>?>(nil)
    onSmallStack {
      let middle = Self.chain(of: 10_000, .constant(1))
      kept.withLock { $0 = middle }
      _ = Self.chain(of: 10_000, middle)
    }
    #expect(kept.withLock { $0?.shape } == [])
    onSmallStack { kept.withLock { $0 = nil } }
  }

  @Test func defined() {
    onSmallStack {
      let x = Tensor<Float>.placeholder("x", shape: [3])
      let result = Self.chain(of: 20_000, x)
      let definition = try? define(inputs: [x], outputs: [result])
      #expect(definition?.graph.nodes.count == 20_001)
    }
  }

  @Test func differentiated() {
    onSmallStack {
      let x = Tensor<Float>.placeholder("x", shape: [3])
      let cost = Self.chain(of: 5_000, x).sum()
      #expect((try? gradient(of: cost, withRespectTo: [x]))?.count == 1)
    }
  }

  @Test func slicedByARunTimeValue() {
    onSmallStack {
      let data = Tensor<Float>.placeholder("data", shape: [30, 2])
      let start = Tensor<Int64>.placeholder("start")
      let lower = (0..<5_000).reduce(start) { tensor, _ in minimum(tensor, tensor) }
      #expect(data[lower..<lower + 3].shape == [3, 2])
    }
  }
}

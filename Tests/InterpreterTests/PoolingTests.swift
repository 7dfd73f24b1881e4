import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct PoolingTests {
  private let square = NumericArray([1, 5, 2, 4, 3, 0, 7, 6, 9], [3, 3])

  @Test func dropsOrKeepsTheBorder() throws {
    #expect(
      try apply(.maxPool2d(Pooling(window: [2, 2], ignoresBorder: true)), square)
        == NumericArray([5], [1, 1]))
    #expect(
      try apply(.maxPool2d(Pooling(window: [2, 2], ignoresBorder: false)), square)
        == NumericArray([5, 2, 7, 9], [2, 2]))
  }

  @Test func windowsMayOverlapOrLeaveGaps() throws {
    #expect(
      try apply(.maxPool2d(Pooling(window: [2, 2], stride: [1, 1], ignoresBorder: true)), square)
        == NumericArray([5, 5, 7, 9], [2, 2]))
    #expect(
      try apply(.maxPool2d(Pooling(window: [1, 1], stride: [2, 2], ignoresBorder: false)), square)
        == NumericArray([1, 2, 7, 9], [2, 2]))
  }

  @Test func windowsLargerThanTheInputAreClippedOrDropped() throws {
    #expect(
      try apply(.maxPool2d(Pooling(window: [5, 5], ignoresBorder: false)), square).values == [9])
    #expect(
      try apply(.maxPool2d(Pooling(window: [5, 5], ignoresBorder: true)), square)
        == NumericArray([], [0, 0]))
    let huge = Pooling(window: [.max, .max], ignoresBorder: false)
    #expect(try apply(.maxPool2d(huge), square).values == [9])
  }

  @Test func aNaNCountsOnlyWhereItComesFirst() throws {
    let pooling = Pooling(window: [1, 3], ignoresBorder: true)
    #expect(try apply(.maxPool2d(pooling), NumericArray([1, .nan, 2], [1, 3])).values == [2])
    #expect(try apply(.maxPool2d(pooling), NumericArray([.nan, 1, 2], [1, 3])).values[0].isNaN)
  }

  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let ws: [Int]
      let stride: [Int]?
      let ignore_border: Bool
      let input: VectorArray
      let output: VectorArray
      let gz: VectorArray?
      let grad_input: VectorArray?
      let grad_input_theano: VectorArray?

      var pooling: Pooling {
        // In the files a stride of nothing, or of 0, is the window.
        let stride = stride.map { stride in zip(stride, ws).map { $0 == 0 ? $1 : $0 } }
        return Pooling(window: ws, stride: stride, ignoresBorder: ignore_border)
      }
    }
    let cases: [Case]
  }

  @Test(arguments: ["pool.json", "pool_ties.json"])
  func isWhatTheVectorsSay(file: String) throws {
    for vector in try Vectors.load(file, as: File.self).cases {
      let input = NumericArray(vector.input)
      let output = try apply(.maxPool2d(vector.pooling), input)
      #expect(output.shape == Shape(vector.output.shape), "\(vector.name)")
      #expect(vector.output.difference(from: output.values) == nil, "\(vector.name)")
      guard let gz = vector.gz else { continue }
      let gradient = try apply(
        .maxPool2dGradient(vector.pooling), input, output, NumericArray(gz))
      let expected = try #require(vector.grad_input_theano ?? vector.grad_input)
      #expect(expected.difference(from: gradient.values) == nil, "\(vector.name)")
    }
  }

  @Test func isWhatTheTutorialPrints() throws {
    struct File: Decodable {
      struct Example: Decodable {
        let input_0_0: VectorArray
        let input_1_0: VectorArray
        let ignore_border_true_0_0: VectorArray
        let ignore_border_false_1_0: VectorArray
      }
      let doc_example: Example
    }
    let example = try Vectors.load("pool.json", as: File.self).doc_example
    let dropped = try apply(
      .maxPool2d(Pooling(window: [2, 2], ignoresBorder: true)), NumericArray(example.input_0_0))
    let kept = try apply(
      .maxPool2d(Pooling(window: [2, 2], ignoresBorder: false)), NumericArray(example.input_1_0))
    #expect(example.ignore_border_true_0_0.difference(from: dropped.values) == nil)
    #expect(example.ignore_border_false_1_0.difference(from: kept.values) == nil)
  }
}

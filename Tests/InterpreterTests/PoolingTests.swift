import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct PoolingTests {
  private let square = NumericArray([1, 5, 2, 4, 3, 0, 7, 6, 9], [3, 3])

  @Test func dropsOrKeepsTheBorder() throws {
    #expect(
      try apply(.pool2d(Pooling(window: [2, 2], ignoresBorder: true)), square)
        == NumericArray([5], [1, 1]))
    #expect(
      try apply(.pool2d(Pooling(window: [2, 2], ignoresBorder: false)), square)
        == NumericArray([5, 2, 7, 9], [2, 2]))
  }

  @Test func windowsMayOverlapOrLeaveGaps() throws {
    #expect(
      try apply(.pool2d(Pooling(window: [2, 2], stride: [1, 1], ignoresBorder: true)), square)
        == NumericArray([5, 5, 7, 9], [2, 2]))
    #expect(
      try apply(.pool2d(Pooling(window: [1, 1], stride: [2, 2], ignoresBorder: false)), square)
        == NumericArray([1, 2, 7, 9], [2, 2]))
  }

  @Test func windowsLargerThanTheInputAreClippedOrDropped() throws {
    #expect(
      try apply(.pool2d(Pooling(window: [5, 5], ignoresBorder: false)), square).values == [9])
    #expect(
      try apply(.pool2d(Pooling(window: [5, 5], ignoresBorder: true)), square)
        == NumericArray([], [0, 0]))
    let huge = Pooling(window: [.max, .max], ignoresBorder: false)
    #expect(try apply(.pool2d(huge), square).values == [9])
  }

  @Test func aNaNCountsOnlyWhereItComesFirst() throws {
    let pooling = Pooling(window: [1, 3], ignoresBorder: true)
    #expect(try apply(.pool2d(pooling), NumericArray([1, .nan, 2], [1, 3])).values == [2])
    #expect(try apply(.pool2d(pooling), NumericArray([.nan, 1, 2], [1, 3])).values[0].isNaN)
  }

  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let ws: [Int]
      let stride: [Int]?
      let pad: [Int]?
      let ignore_border: Bool
      let mode: String?
      let input: VectorArray
      let output: VectorArray
      let gz: VectorArray?
      let grad_input: VectorArray?
      let grad_input_theano: VectorArray?
      let grad_input_first_max_NOT_THEANO: VectorArray?

      func pooling(_ ties: Pooling.Ties = .all) throws -> Pooling {
        let modes: [String: Pooling.Mode] = [
          "max": .max, "sum": .sum, "average_inc_pad": .averageIncludingPadding,
          "average_exc_pad": .averageExcludingPadding,
        ]
        let mode = try #require(modes[mode ?? "max"])
        // In the files a stride of nothing, or of 0, is the window.
        let stride = stride.map { stride in zip(stride, ws).map { $0 == 0 ? $1 : $0 } }
        return Pooling(
          mode, window: ws, stride: stride, padding: pad ?? [0, 0], ignoresBorder: ignore_border,
          ties: ties)
      }

      /// What the file expects of the gradient, under each rule that it tells about.
      var gradients: [(ties: Pooling.Ties, expected: VectorArray)] {
        [
          (.all, grad_input_theano), (.all, grad_input), (.first, grad_input_first_max_NOT_THEANO),
        ].compactMap { ties, expected in expected.map { (ties, $0) } }
      }
    }
    let cases: [Case]
  }

  @Test(arguments: ["pool.json", "pool_ties.json"])
  func isWhatTheVectorsSay(file: String) throws {
    for vector in try Vectors.load(file, as: File.self).cases {
      let input = NumericArray(vector.input)
      let output = try apply(.pool2d(vector.pooling()), input)
      // The files' sums of averages are rounded in an order of their own.
      let rounding = vector.mode?.hasPrefix("average") == true ? 1e-14 : 0
      #expect(output.shape == Shape(vector.output.shape), "\(vector.name)")
      #expect(
        vector.output.difference(from: output.values, relative: rounding) == nil, "\(vector.name)")
      guard let gz = vector.gz else { continue }
      #expect(!vector.gradients.isEmpty)
      for (ties, expected) in vector.gradients {
        let pooling = try vector.pooling(ties)
        let gradient =
          pooling.mode == .max
          ? try apply(.maxPool2dGradient(pooling), input, output, NumericArray(gz))
          : try apply(.pool2dGradient(pooling, inputShape: input.shape), NumericArray(gz))
        let difference = expected.difference(from: gradient.values, relative: rounding)
        #expect(difference == nil, "\(vector.name) \(ties)")
      }
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
      .pool2d(Pooling(window: [2, 2], ignoresBorder: true)), NumericArray(example.input_0_0))
    let kept = try apply(
      .pool2d(Pooling(window: [2, 2], ignoresBorder: false)), NumericArray(example.input_1_0))
    #expect(example.ignore_border_true_0_0.difference(from: dropped.values) == nil)
    #expect(example.ignore_border_false_1_0.difference(from: kept.values) == nil)
  }
}

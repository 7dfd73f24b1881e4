import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

/// Gradients of poolings, and gradients of those, by finite differences and at ties.
@Suite struct PoolingGradientTests {
  private let here = GradientCheck.here

  private static let windows: [@Sendable (Pooling.Mode, Pooling.Ties) -> Pooling] = [
    { Pooling($0, window: [2, 2], ignoresBorder: true, ties: $1) },
    { Pooling($0, window: [2, 2], ignoresBorder: false, ties: $1) },
    { Pooling($0, window: [3, 2], stride: [1, 2], ignoresBorder: true, ties: $1) },
    { Pooling($0, window: [2, 2], stride: [3, 3], ignoresBorder: false, ties: $1) },
    {
      Pooling($0, window: [3, 3], stride: [2, 1], padding: [2, 1], ignoresBorder: true, ties: $1)
    },
  ]

  static let poolings = windows.flatMap { window in
    Pooling.Mode.allCases.map { window($0, .all) } + [window(.max, .first)]
  }

  @Test(arguments: poolings)
  func matchesDifferences(pooling: Pooling) throws {
    var generator = SeededGenerator.announced()
    for shape: Shape in [[2, 2, 5, 5], [5, 4]] {
      var check = GradientCheck([shape])
      check.isDistinct = true
      try check.check(&generator) { builder, operands in
        try builder.add(.pool2d(pooling), operands, at: here)
      }
    }
  }

  /// The cost is a function of a gradient, which depends on the input through its square.
  @Test(arguments: poolings)
  func gradientsOfGradientsMatchDifferences(pooling: Pooling) throws {
    var generator = SeededGenerator.announced()
    var check = GradientCheck([[2, 5, 5]])
    check.isDistinct = true
    try check.check(&generator) { builder, operands in
      let pooled = try builder.add(.pool2d(pooling), operands, at: here)
      let cube = try builder.add(
        .multiply, [pooled, builder.add(.multiply, [pooled, pooled], at: here)], at: here)
      let cost = try builder.add(
        .reduce(.sum, axes: [0, 1, 2], keepsDimensions: false), [cube], at: here)
      return try Autodiff.gradients(of: cost, withRespectTo: operands, adding: &builder)[0]
    }
  }

  /// Three times: the transpose of the transpose is the gradient operation again.
  @Test func theTransposeOfTheMaskedSumIsTheGradient() throws {
    var generator = SeededGenerator.announced()
    let pooling = Pooling(window: [2, 3], stride: [1, 2], ignoresBorder: true)
    var check = GradientCheck([[3, 5], [3, 5]])
    check.isDistinct = true
    try check.check(&generator) { builder, operands in
      let maxima = try builder.add(.pool2d(pooling), [operands[0]], at: here)
      let sums = try builder.add(
        .maxPool2dMaskedSum(pooling), [operands[0], maxima, operands[1]], at: here)
      return try builder.add(.multiply, [sums, maxima], at: here)
    }
  }

  @Test(arguments: [(Pooling.Ties.all, [0.0, 1, 1, 1]), (.first, [0, 1, 0, 0])])
  func tiedMaximaGetWhatTheRuleSays(ties: Pooling.Ties, expected: [Double]) throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.double, [2, 2])), at: here)
    let pooling = Pooling(window: [2, 2], ignoresBorder: true, ties: ties)
    let pooled = try builder.add(.pool2d(pooling), [x], at: here)
    let cost = try builder.add(.reshape([]), [pooled], at: here)
    let gradient = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)[0]
    let graph = builder.graph(name: "ties", roots: [.init(.output(0), gradient)])
    let found = try Interpreter().evaluate(
      graph, inputs: [NumericArray([1, 2, 2, 2], [2, 2])], shared: [])
    #expect(found[0].values == expected)
  }
}

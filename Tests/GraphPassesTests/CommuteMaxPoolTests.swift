import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct CommuteMaxPoolTests {
  private static let pooling = Pooling(window: [2, 2], ignoresBorder: true)

  /// A tensor of two channels, a bias for each, and what pools something of both.
  private struct Layer {
    var builder = GraphBuilder()
    let x: Value
    let b: Value

    init() throws {
      x = try builder.input(0, [2, 2, 4, 5], name: "x")
      b = try builder.shared(0, [2])
    }

    mutating func biased() throws -> Value {
      try builder.apply(.add, x, builder.apply(.dimshuffle([nil, 0, nil, nil]), b))
    }

    /// Adds the gradients of the sum of a value's squares.
    mutating func gradients(of value: Value, _ parameters: Value...) throws -> [Value] {
      let square = try builder.apply(.multiply, value, value)
      let cost = try builder.apply(
        .reduce(.sum, axes: [0, 1, 2, 3], keepsDimensions: false), square)
      return try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
    }
  }

  /// The operations that are left, after checks that values are as before and a second run changes
  /// nothing. Values are whole numbers, which tie often.
  private func commuted(_ graph: Graph, tolerance: Double = 1e-12) throws -> [String] {
    try GraphVerifier(after: "building the graph").verify(graph)
    let result = try Pass.commuteMaxPool.run(graph)
    try GraphVerifier(after: Pass.commuteMaxPool.name).verify(result)
    #expect(try Pass.commuteMaxPool.run(result).isIdentical(to: result))
    var generator = SeededGenerator.announced()
    for _ in 0..<5 {
      var (inputs, shared) = randomArguments(of: graph, using: &generator)
      for index in inputs.indices {
        inputs[index].values = inputs[index].values.map { $0.rounded() }
      }
      for index in shared.indices {
        shared[index].values = shared[index].values.map { $0.rounded() }
      }
      let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: shared)
      let found = try Interpreter().evaluate(result, inputs: inputs, shared: shared)
      for (expected, found) in zip(expected, found) {
        #expect(expected.type == found.type)
        let isClose = zip(expected.values, found.values).allSatisfy {
          abs($0 - $1) <= tolerance * max(1, abs($0))
        }
        #expect(isClose, "seed \(generator.seed)")
      }
    }
    return try Pass.eliminateDeadCode.run(result).nodes
      .filter { !$0.operation.isSource }
      .map { "\($0.operation)\($0.types[0].shape)" }
  }

  @Test func takesTheMaximumBeforeBiasAndActivation() throws {
    var layer = try Layer()
    let activation = try layer.builder.apply(.tanh, layer.biased(), name: "a")
    let pooled = try layer.builder.apply(.pool2d(Self.pooling), activation, name: "pooled")
    try check(
      .commuteMaxPool, layer.builder.graph(pooled),
      """
      graph f
      %0 = input(0) : double(2, 2, 4, 5) "x"
      %1 = shared(0) : double(2,)
      %2 = dimshuffle(x, 0, x, x) %1 : double(1, 2, 1, 1)
      %3 = add %0, %2 : double(2, 2, 4, 5)
      %4 = tanh %3 : double(2, 2, 4, 5) "a"
      %5 = maxPool2d(window: [2, 2]) %4 : double(2, 2, 2, 2) "pooled"
      output 0 = %5
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 2, 4, 5) "x"
        %1 = shared(0) : double(2,)
        %2 = dimshuffle(x, 0, x, x) %1 : double(1, 2, 1, 1)
        %3 = maxPool2d(window: [2, 2]) %0 : double(2, 2, 2, 2)
        %4 = add %3, %2 : double(2, 2, 2, 2)
        %5 = tanh %4 : double(2, 2, 2, 2) "a"
        output 0 = %5
        """, tolerance: 1e-15)
  }

  @Test(arguments: [ElementwiseFunction.tanh, .sigmoid, .relu, .rectify, .softplus, .exp])
  func takesTheGradientBackThroughTheWindowLast(function: ElementwiseFunction) throws {
    for window in [[2, 2], [3, 1]] {
      let pooling = Pooling(window: window, stride: [1, 2], ignoresBorder: true)
      var layer = try Layer()
      let activation = try layer.builder.apply(function, layer.biased())
      let pooled = try layer.builder.apply(.pool2d(pooling), activation)
      let gradients = try layer.gradients(of: pooled, layer.x, layer.b)
      let names = try commuted(layer.builder.graph(pooled, gradients[0], gradients[1]))
      // What is left of the size of the input is the gradient, and its sum is the bias's.
      #expect(names.filter { $0.hasSuffix("(2, 2, 4, 5)") }.count == 1, "\(function)")
      #expect(names.contains("\(Operation.maxPool2dGradient(pooling))(2, 2, 4, 5)"))
    }
  }

  @Test func goesThroughAllThatDoesNotDecrease() throws {
    var layer = try Layer()
    let two = try layer.builder.constant(2)
    let scaled = try layer.builder.apply(.multiply, two, layer.biased())
    let activation = try layer.builder.apply(.tanh, scaled)
    let pooled = try layer.builder.apply(.pool2d(Self.pooling), activation)
    #expect(
      try commuted(layer.builder.graph(pooled)) == [
        "dimshuffle(x, 0, x, x)(1, 2, 1, 1)", "maxPool2d(window: [2, 2])(2, 2, 2, 2)",
        "add(2, 2, 2, 2)", "multiply(2, 2, 2, 2)", "tanh(2, 2, 2, 2)",
      ])
  }

  @Test func leavesAlone() throws {
    // Negative factors, other modes, biases of positions, and activations that somebody else wants.
    var layer = try Layer()
    let minus = try layer.builder.constant(-2)
    let scaled = try layer.builder.apply(.multiply, layer.x, minus)
    let pooledScaled = try layer.builder.apply(.pool2d(Self.pooling), scaled)
    #expect(
      try commuted(layer.builder.graph(pooledScaled))
        == ["multiply(2, 2, 4, 5)", "maxPool2d(window: [2, 2])(2, 2, 2, 2)"])

    let activation = try layer.builder.apply(.tanh, layer.x)
    for mode in Pooling.Mode.allCases where mode != .max {
      let pooling = Pooling(mode, window: [2, 2], ignoresBorder: true)
      let pooled = try layer.builder.apply(.pool2d(pooling), activation)
      #expect(
        try commuted(layer.builder.graph(pooled))
          == ["tanh(2, 2, 4, 5)", "\(Operation.pool2d(pooling))(2, 2, 2, 2)"])
    }

    let columns = try layer.builder.input(1, [5])
    let sum = try layer.builder.apply(.add, layer.x, columns)
    let pooledSum = try layer.builder.apply(.pool2d(Self.pooling), sum)
    #expect(
      try commuted(layer.builder.graph(pooledSum))
        == ["add(2, 2, 4, 5)", "maxPool2d(window: [2, 2])(2, 2, 2, 2)"])

    let pooled = try layer.builder.apply(.pool2d(Self.pooling), activation)
    let unchanged = ["tanh(2, 2, 4, 5)", "maxPool2d(window: [2, 2])(2, 2, 2, 2)"]
    #expect(try commuted(layer.builder.graph(activation, pooled)) == unchanged)
    let other = try layer.builder.apply(.exp, activation)
    #expect(try commuted(layer.builder.graph(other, pooled)).contains("tanh(2, 2, 4, 5)"))
  }

  /// Where relu is flat, positions tie after it that are no maxima before. They get a gradient of 0
  /// through it, but not at its result.
  @Test(arguments: [ElementwiseFunction.relu, .rectify])
  func takesGradientsThroughFlatPartsOnlyWithTheirSlope(function: ElementwiseFunction) throws {
    let whole = "\(function.name)(2, 2, 4, 5)"
    var layer = try Layer()
    let activation = try layer.builder.apply(function, layer.x)
    let pooled = try layer.builder.apply(.pool2d(Self.pooling), activation)
    let atInput = try layer.gradients(of: pooled, layer.x)[0]
    #expect(try !commuted(layer.builder.graph(atInput)).contains(whole))
    let atActivation = try layer.gradients(of: pooled, activation)[0]
    #expect(try commuted(layer.builder.graph(atActivation)).contains(whole))

    var first = try Layer()
    let flat = try first.builder.apply(function, first.x)
    let pooling = Pooling(window: [2, 2], ignoresBorder: true, ties: .first)
    let maxima = try first.builder.apply(.pool2d(pooling), flat)
    let gradient = try first.gradients(of: maxima, first.x)[0]
    // The slope of the one at 0 is 1/2, that of the other 0.
    let stays = try commuted(first.builder.graph(gradient)).contains(whole)
    #expect(stays == (function == .relu))
  }

  @Test func theFirstOfTiesStaysTheFirst() throws {
    var layer = try Layer()
    let pooling = Pooling(window: [2, 2], ignoresBorder: true, ties: .first)
    let activation = try layer.builder.apply(.tanh, layer.biased())
    let pooled = try layer.builder.apply(.pool2d(pooling), activation)
    let gradients = try layer.gradients(of: pooled, layer.x, layer.b)
    let names = try commuted(layer.builder.graph(gradients[0], gradients[1]))
    #expect(!names.contains("tanh(2, 2, 4, 5)"))
  }
}

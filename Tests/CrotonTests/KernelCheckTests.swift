import Croton
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import Compiler

/// Doubles its operand, but for one element of the kernel.
private struct Doubling: CustomOperation {
  let wrongPosition: Int?

  var name: String { "doubling" }
  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType { operands[0] }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
    operands[0].map { 2 * $0 }
  }

  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: Diagnostics.SourceLocation
  ) throws(OperandError) -> Value? { nil }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let count = types[0].shape.elementCount
    let wrong = wrongPosition.map { "i == \($0) ? 7 : " } ?? ""
    return [
      "#pragma omp for schedule(static)",
      "for (int64_t i = 0; i < \(count); ++i) {",
      "  \(result)[i] = \(wrong)2 * \(operands[0])[i];",
      "}",
    ]
  }
}

/// Functions whose kernels are compared with the interpreter as they run.
@Suite struct KernelCheckTests {
  private func checking(_ optimization: Optimization = .full, every interval: Int = 1)
    -> CompileOptions
  {
    var options = CompileOptions.testing(optimization: optimization)
    options.kernelCheckInterval = interval
    return options
  }

  @Test func namesTheKernelThatIsWrong() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let state = Shared("state", NDArray<Float>([1, 2, 3]))
    let line = #line + 1
    let wrong: Tensor<Float> = Doubling(wrongPosition: 4).applied(to: x.tanh())
    let sum = wrong.named("doubled").sum(axes: [0])
    let f = try function(
      "add", inputs: [x], outputs: [sum], updates: [Update(state, to: state + sum)],
      options: checking())
    let values = try NDArray<Float>(shape: [2, 3], scalars: [0, 0, 0, 0, 0, 0])
    let callLine = #line + 1
    let message = errorText { try f(values) }
    #expect(
      message == """
        CrotonTests/KernelCheckTests.swift:\(callLine): error: add: kernel 'doubled_doubling_' gives 7.0 \
        for element 4 of float(2, 3); the interpreter gives 0.0
        CrotonTests/KernelCheckTests.swift:\(line): note: it is computed here
        """)
    #expect(state.value.scalars == [1, 2, 3])
  }

  /// The squares of planes whose elements are all the same are what their means are rounded by.
  @Test func planesOfOneNumberPass() throws {
    let x = Tensor<Float>.placeholder("x", shape: [20, 1, 7, 5])
    let filters = Tensor<Float>.placeholder("filters", shape: [2, 1, 1, 1])
    let y: Tensor<Float> = conv2d(x, filters: filters)
    let centered = y - y.mean(axes: [0, 2, 3], keepingDimensions: true)
    let variance = centered.squared().mean(axes: [0, 2, 3])
    let f = try function(inputs: [x, filters], outputs: [variance], options: checking())
    let images = try NDArray<Float>(
      shape: [20, 1, 7, 5], scalars: [Float](repeating: 0.1, count: 700))
    let outputs = try f(images, NDArray<Float>(shape: [2, 1, 1, 1], scalars: [3.3, -1e10]))
    #expect(try outputs[variance].scalars[0] < 1e-12)
  }

  @Test func whatIsRightPasses() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let state = Shared("state", NDArray<Float>([1, 2, 3]))
    let right: Tensor<Float> = Doubling(wrongPosition: nil).applied(to: x.tanh())
    let sum = right.sum(axes: [0])
    let f = try function(
      inputs: [x], outputs: [sum], updates: [Update(state, to: state + sum)], options: checking())
    let outputs = try f(NDArray<Float>(shape: [2, 3], scalars: [0, 0, 0, 0, 0, 0]))
    #expect(outputs.count == 1)
    #expect(try outputs[sum].scalars == [0, 0, 0])
    #expect(state.value.scalars == [1, 2, 3])
  }

  @Test func checksTheFirstCallAndThenEachSoMany() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2])
    let wrong: Tensor<Float> = Doubling(wrongPosition: 1).applied(to: x)
    let f = try function(inputs: [x], outputs: [wrong], options: checking(every: 3))
    let good = NDArray<Float>([1, 3.5])
    let bad = NDArray<Float>([1, 3])
    try f(good)
    try f(bad)
    try f(bad)
    #expect(throws: ModelError.self) { try f(bad) }
    try f(bad)
  }

  /// Steps of a small LeNet in which all is right: fused blocks, their masks, gradients, slices of a
  /// data set, updates.
  @Test(arguments: [Optimization.none, .canonical, .full])
  func aTrainingStepPasses(optimization: Optimization) throws {
    var random = try RandomState(seed: 7)
    let images = try NDArray<Float>(
      shape: [12, 64], scalars: (0..<12 * 64).map { Float(($0 * 37) % 11) / 11 })
    let data = Shared("data", images)
    let labels = Shared("labels", NDArray<Int32>((0..<12).map { Int32($0 % 3) }))
    let x = Tensor<Float>.placeholder("x", shape: [3, 64])
    let y = Tensor<Int32>.placeholder("y", shape: [3])
    let index = Tensor<Int64>.placeholder("index")
    let block = try LeNetConvPoolLayer(
      "block", random: &random, input: x.reshape([3, 1, 8, 8]), filterShape: [2, 1, 3, 3])
    let output = try LogisticRegression(
      "output", input: block.output.flatten(2), inputs: 18, classes: 3)
    let cost = output.negativeLogLikelihood(y)
    let parameters = block.parameters + output.parameters
    let gradients = try gradient(of: cost, withRespectTo: parameters)
    let rows = index * 3..<(index + 1) * 3
    let step = try function(
      "step", inputs: [index], outputs: [cost],
      updates: zip(parameters, gradients).map { Update($0, to: $0 - 0.1 * $1) },
      givens: [Given(x, data[rows]), Given(y, labels[rows])], options: checking(optimization))
    let first = try #require(try step(0)[cost].scalar)
    for minibatch in [1, 2, 3, 0, 1, 2, 3] { try step(minibatch) }
    #expect(try #require(try step(0)[cost].scalar) < first)
  }
}

/// How far kernels may be off.
@Suite struct KernelToleranceTests {
  private func tolerance(
    _ operation: Operation, _ operands: [NumericArray]
  ) throws -> (tolerance: KernelTolerance, expected: [NumericArray]) {
    let types = try operation.resultTypes(of: operands.map(\.type))
    let expected = try Interpreter().apply(operation, to: operands, types: types)
    let node = Node(
      operation: operation, operands: operands.indices.map { Value(node: $0) }, types: types,
      name: nil, location: Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1))
    return (try KernelTolerance(node, operands, expected), expected)
  }

  @Test func sumsMayBeOffByTheRoundingOfTheirTerms() throws {
    let terms = NumericArray([1e6, -1e6, 1], [3], .float)
    let (tolerance, expected) = try tolerance(
      .reduce(.sum, axes: [0], keepsDimensions: false), [terms])
    #expect(expected[0].values == [1])
    #expect(tolerance.allows(1.5, 1, at: 0, ofResult: 0))
    #expect(!tolerance.allows(4, 1, at: 0, ofResult: 0))
  }

  @Test func functionsMayBeOffByTheirLastBits() throws {
    let (tolerance, expected) = try tolerance(
      .elementwise(.tanh, [1]), [NumericArray([0.5], [1], .double)])
    let value = expected[0].values[0]
    #expect(tolerance.allows(value * (1 + 1e-15), value, at: 0, ofResult: 0))
    #expect(!tolerance.allows(value * (1 + 1e-14), value, at: 0, ofResult: 0))
  }

  /// `1 / (exp(x) - exp(x))`-like cancellation within a fused chain, and a comparison in doubt.
  @Test func errorsGrowThroughAChain() throws {
    let cancellation = ScalarProgram(
      operandCount: 2,
      steps: [.init(.exp, [0]), .init(.exp, [1]), .init(.subtract, [2, 3])])
    let operands = [NumericArray([10], [1], .float), NumericArray([10.00001], [1], .float)]
    let (chain, difference) = try tolerance(.elementwise(cancellation, [1]), operands)
    let value = difference[0].values[0]
    #expect(chain.allows(value + 0.01, value, at: 0, ofResult: 0))
    #expect(!chain.allows(value + 1, value, at: 0, ofResult: 0))

    let comparison = ScalarProgram(
      operandCount: 2, steps: [.init(.exp, [0]), .init(.less, [2, 1])])
    let near = [NumericArray([1], [1], .float), NumericArray([2.718_281_8], [1], .float)]
    #expect(
      try tolerance(.elementwise(comparison, [1]), near).tolerance.allows(0, 1, at: 0, ofResult: 0))
    let far = [NumericArray([1], [1], .float), NumericArray([3], [1], .float)]
    #expect(
      !(try tolerance(.elementwise(comparison, [1]), far).tolerance.allows(0, 1, at: 0, ofResult: 0))
    )
  }

  @Test func whatMovesElementsIsExactForIntegersAndNearlySoForOthers() throws {
    let integers = NumericArray([1, 2], [2], .int32)
    let (exact, _) = try tolerance(.reshape([2, 1]), [integers])
    #expect(!exact.allows(2, 1, at: 0, ofResult: 0))
  }

  /// Bits of a mask are wrong but where the convolution comes close to the maximum.
  @Test func masksAreExactWhereTheyAreNotInDoubt() throws {
    let pooling = Pooling(window: [1, 2], ignoresBorder: true)
    let block = ConvolutionBlock(
      convolution: Convolution(), pooling: pooling, activation: .tanh, keepsMask: true)
    let image = NumericArray([1, 1 + 1e-7, 3, 2], [1, 1, 1, 4], .float)
    let filter = NumericArray([1], [1, 1, 1, 1], .float)
    let (tolerance, expected) = try tolerance(.convolutionBlock(block), [image, filter])
    #expect(expected[1].values == [2, 1])
    #expect(tolerance.allows(1, 2, at: 0, ofResult: 1))
    #expect(tolerance.allows(3, 2, at: 0, ofResult: 1))
    #expect(!tolerance.allows(0, 2, at: 0, ofResult: 1))
    #expect(!tolerance.allows(2, 1, at: 1, ofResult: 1))
    #expect(!tolerance.allows(3, 1, at: 1, ofResult: 1))
  }
}

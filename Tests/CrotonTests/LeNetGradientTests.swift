import Croton
import Interpreter
import TestSupport
import Testing

/// The gradients of a whole network against the interpreter's, and their reproducibility.
@Suite struct LeNetGradientTests {
  /// Neither the batch nor the numbers of filters fill whole vectors.
  private func compare<Scalar: FloatingPointTensorScalar>(
    _ type: Scalar.Type, relative: Double, isExact: Bool, images: NDArray<Scalar>? = nil
  ) throws {
    let network = try LeNet<Scalar>(.few(batch: 19))
    // The tutorial's zeros would leave nothing to compare below the top.
    var random = try RandomState(seed: 7)
    let weights = try random.uniform(low: -0.3, high: 0.3, count: 200).map { Scalar($0) }
    try network.layer3.W.set(NDArray(shape: [20, 10], scalars: weights))
    let gradients = try network.gradients()
    let compiled = try function(
      "gradients", inputs: [network.x, network.y], outputs: [network.cost] + gradients,
      options: .testing(isExact: isExact))
    var batch = try SyntheticDigits.batch(19, Scalar.self)
    if let images { batch.x = images }
    let outputs = try compiled(batch.x, batch.y)

    let graph = compiled.generated.graph
    let values = Dictionary(
      uniqueKeysWithValues: network.parameters.compactMap { parameter in
        parameter.value.name.map { ($0, parameter.value.value) }
      })
    var shared: [Int: NumericArray] = [:]
    for node in graph.nodes {
      guard case .shared(let number, let type) = node.operation else { continue }
      let value = try #require(node.name.flatMap { values[$0] })
      shared[number] = NumericArray(type: type, values: value.doubles)
    }
    let expected = try Interpreter().evaluate(
      graph,
      inputs: [
        NumericArray(type: batch.x.type, values: batch.x.doubles),
        NumericArray(type: batch.y.type, values: batch.y.scalars.map { Double($0) }),
      ], shared: (0..<shared.count).compactMap { shared[$0] })

    let cost = Double(try #require(try outputs[network.cost].scalar))
    #expect(abs(cost - expected[0].values[0]) <= 1e-4 * cost)
    for (index, (parameter, gradient)) in zip(network.parameters, gradients).enumerated() {
      let expected = expected[1 + index].values
      let largest = expected.map(abs).max() ?? 0
      #expect(largest > 0)
      let found = try outputs[gradient].doubles
      #expect(found.count == expected.count)
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(worst <= relative * largest, "d\(parameter.name)")
    }
  }

  @Test func gradientsInDoubleAreTheInterpreters() throws {
    try compare(Double.self, relative: 1e-9, isExact: true)
  }

  @Test func gradientsInFloatAreTheInterpreters() throws {
    try compare(Float.self, relative: 1e-4, isExact: true)
  }

  /// On tiles rounding decides which of several equal maxima win, and over the background of a digit
  /// all are equal. Images of noise have no ties.
  @Test func gradientsOnTilesAreTheInterpretersWhereNothingTies() throws {
    func noise<Scalar: FloatingPointTensorScalar>(_ type: Scalar.Type) throws -> NDArray<Scalar> {
      var random = try RandomState(seed: 11)
      let pixels = try random.randomSample(count: 19 * 784).map { Scalar($0) }
      return try NDArray(shape: [19, 784], scalars: pixels)
    }
    try compare(Double.self, relative: 1e-9, isExact: false, images: noise(Double.self))
    try compare(Float.self, relative: 1e-3, isExact: false, images: noise(Float.self))
  }

  @Test func stepsAreReproducibleForEveryNumberOfThreads() throws {
    func trained(threads: Int) throws -> [[Float]] {
      let network = try LeNet<Float>(.few(batch: 40))
      let step = try network.step(
        network.gradients(), learningRate: 0.1, options: .testing(threads: threads))
      let batch = try SyntheticDigits.batch(40, Float.self)
      for _ in 0..<3 { try step(batch.x, batch.y) }
      return network.bits
    }
    let once = try trained(threads: 1)
    #expect(try trained(threads: 1) == once)
    #expect(try trained(threads: 2) == once)
    #expect(try trained(threads: 3) == once)
    #expect(try trained(threads: 2) == once)
    #expect(try LeNet<Float>(.few(batch: 40)).bits != once)
  }
}

import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

/// A network in the form of LeNet: two layers of convolution, pooling and tanh, a hidden layer, and
/// the mean negative log-likelihood of a softmax.
struct LeNet {
  static let parameterNames = ["W0", "b0", "W1", "b1", "W2", "b2", "W3", "b3"]

  var builder = GraphBuilder()
  let parameters: [Value]
  let logits: Value
  let cost: Value

  /// - Parameters:
  ///   - parameterShapes: the shapes of W0, b0, W1, … as in `parameterNames`.
  ///   - imageSize: the height and width of each of the images, which are rows of pixels.
  init(batchSize: Int, imageSize: Int, _ parameterShapes: [Shape]) throws {
    let here = GradientCheck.here
    let pixels = try builder.add(
      .input(0, TensorType(.double, [batchSize, imageSize * imageSize])), name: "x", at: here)
    let labels = try builder.add(
      .input(1, TensorType(.int32, [batchSize])), name: "y", at: here)
    var parameters: [Value] = []
    for (index, shape) in parameterShapes.enumerated() {
      parameters.append(
        try builder.add(
          .shared(index, TensorType(.double, shape)), name: Self.parameterNames[index], at: here))
    }
    var value = try builder.add(
      .reshape([batchSize, 1, imageSize, imageSize]), [pixels], at: here)
    for layer in 0..<2 {
      value = try builder.add(.conv2d(Convolution()), [value, parameters[2 * layer]], at: here)
      value = try builder.add(
        .pool2d(Pooling(window: [2, 2], ignoresBorder: true)), [value], at: here)
      let bias = try builder.add(
        .dimshuffle([nil, 0, nil, nil]), [parameters[2 * layer + 1]], at: here)
      value = try builder.add(.add, [value, bias], at: here)
      value = try builder.add(.tanh, [value], at: here)
    }
    let features = builder.type(of: value).shape.elementCount / max(1, batchSize)
    value = try builder.add(.reshape([batchSize, features]), [value], at: here)
    for layer in 2..<4 {
      value = try builder.add(
        .dot(transposesLeft: false, transposesRight: false), [value, parameters[2 * layer]],
        at: here)
      value = try builder.add(.add, [value, parameters[2 * layer + 1]], at: here)
      if layer == 2 { value = try builder.add(.tanh, [value], at: here) }
    }
    logits = value
    // As the tutorial writes it: -mean(log(softmax(…))[arange(n), y]).
    value = try builder.add(.softmax, [value], at: here)
    value = try builder.add(.log, [value], at: here)
    value = try builder.add(.gatherByLabel, [value, labels], at: here)
    value = try builder.add(.reduce(.sum, axes: [0], keepsDimensions: false), [value], at: here)
    let count = try builder.constant(Double(batchSize), TensorType(.double, []), at: here)
    value = try builder.add(.divide, [value, count], at: here)
    cost = try builder.add(.negate, [value], name: "cost", at: here)
    self.parameters = parameters
  }

  /// One step of gradient descent; outputs are the cost, the logits and the gradients.
  func step(learningRate: Double) throws -> Graph {
    let here = GradientCheck.here
    var builder = builder
    let gradients = try Autodiff.gradients(
      of: cost, withRespectTo: parameters, adding: &builder)
    let rate = try builder.constant(learningRate, TensorType(.double, []), at: here)
    var roots = ([cost, logits] + gradients).enumerated().map { Graph.Root(.output($0), $1) }
    for (index, (parameter, gradient)) in zip(parameters, gradients).enumerated() {
      let change = try builder.add(.multiply, [rate, gradient], at: here)
      let updated = try builder.add(.subtract, [parameter, change], at: here)
      roots.append(.init(.update(shared: index), updated))
    }
    let graph = builder.graph(name: "step", roots: roots)
    try GraphVerifier(after: "autodiff").verify(graph)
    return graph
  }
}

@Suite struct LeNetTests {
  struct File: Decodable {
    struct Step: Decodable {
      let cost: Double
      let logits: VectorArray
      let grads: [String: VectorArray]
      let updated: [String: VectorArray]
    }
    let learning_rate: Double
    let params: [String: VectorArray]
    let x: VectorArray
    let y: [Double]
    let steps: [Step]
  }

  @Test func trainsAsTheVectorsSay() throws {
    let file = try Vectors.load("lenet_step_small.json", as: File.self)
    let names = LeNet.parameterNames
    var shared = try names.map { NumericArray(try #require(file.params[$0])) }
    let network = try LeNet(
      batchSize: file.y.count, imageSize: 13, shared.map(\.shape))
    let graph = try network.step(learningRate: file.learning_rate)
    let inputs = [NumericArray(file.x), NumericArray(file.y, [file.y.count], .int32)]
    #expect(file.steps.count == 2)
    for step in file.steps {
      let results = try Interpreter().evaluate(graph, inputs: inputs, shared: shared)
      #expect(abs(results[0].values[0] - step.cost) <= 1e-10 * step.cost)
      let logits = step.logits.difference(from: results[1].values, relative: 1e-10, absolute: 1e-13)
      #expect(logits == nil)
      for (index, name) in names.enumerated() {
        let gradient = try #require(step.grads[name])
          .difference(from: results[2 + index].values, relative: 1e-10, absolute: 1e-13)
        #expect(gradient == nil, "d\(name)")
        let updated = try #require(step.updated[name])
          .difference(
            from: results[2 + names.count + index].values, relative: 1e-10, absolute: 1e-13)
        #expect(updated == nil, "\(name)")
      }
      shared = Array(results.suffix(names.count))
    }
  }

  @Test func gradientsOfTheTutorialsNetworkAreThoseOfFiniteDifferences() throws {
    // A seed that stays the same: among thousands of windows, a random point now and then has one
    // where the step of the difference crosses a tie.
    var generator = SeededGenerator(seed: 28)
    let shapes: [Shape] = [
      [20, 1, 5, 5], [20], [50, 20, 5, 5], [50], [800, 500], [500], [500, 10], [10],
    ]
    let network = try LeNet(batchSize: 1, imageSize: 28, shapes)
    let graph = try network.step(learningRate: 0.1)
    let images = NumericArray.random(
      TensorType(.double, [1, 784]), in: 0...1, using: &generator)
    let inputs = [images, NumericArray([3], [1], .int32)]
    let point = shapes.map {
      NumericArray.random(TensorType(.double, $0), in: -0.1...0.1, using: &generator)
    }
    let directions = point.map { NumericArray.random($0.type, using: &generator) }
    let costGraph = network.builder.graph(
      name: "cost", roots: [.init(.output(0), network.cost)])
    func cost(at t: Double) throws -> Double {
      let moved = zip(point, directions).map { point, direction in
        NumericArray(
          type: point.type, values: zip(point.values, direction.values).map { $0 + t * $1 })
      }
      return try Interpreter().evaluate(costGraph, inputs: inputs, shared: moved)[0].values[0]
    }
    let gradients = try Interpreter().evaluate(graph, inputs: inputs, shared: point)[2..<10]
    let symbolic = zip(gradients, directions).reduce(0) { sum, pair in
      zip(pair.0.values, pair.1.values).reduce(sum) { $0 + $1.0 * $1.1 }
    }
    let step = 1e-7
    let numeric = try (cost(at: step) - cost(at: -step)) / (2 * step)
    #expect(numeric != 0)
    #expect(
      abs(symbolic - numeric) <= 1e-5 * max(1, abs(numeric)),
      "seed \(generator.seed): \(symbolic), by differences \(numeric)")
  }
}

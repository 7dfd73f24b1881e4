import Benchmarking
import Compiler
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

extension BenchmarkNetwork {
  // More than one, so that no step finds its images in the cache.
  private static let minibatches = 4

  /// The network on images and labels that are drawn at random.
  ///
  /// - Throws: `ModelError` or `RandomNumbersError` where the sizes do not fit one another.
  package func program(file: String = #fileID, line: Int = #line) throws -> BenchmarkProgram {
    let location = SourceLocation(file: file, line: line)
    var random = try RandomState(seed: 23455)
    let x = Tensor<Float>.placeholder("x", shape: Shape([batchSize] + image))
    let target: Batch.Target =
      if let outputs {
        .numbers(.placeholder("y", shape: [batchSize, outputs]), count: outputs)
      } else {
        .classes(.placeholder("y", shape: [batchSize]), count: classes)
      }
    let expressions = try expressions(Batch(inputs: x, target: target), random: &random)
    var state = OptimizerState<Float>()
    let updates = try optimizer.optimizer.updates(
      of: expressions.parameters,
      gradients: gradient(of: expressions.cost, withRespectTo: expressions.parameters),
      state: &state)

    let count = Self.minibatches * batchSize
    let pixels = try random.randomSample(count: count * image.reduce(1, *)).map { Float($0) }
    let images = Shared("images", try NDArray(shape: Shape([count] + image), scalars: pixels))
    let index = Tensor<Int64>.placeholder("index")
    let rows = index * batchSize..<(index + 1) * batchSize
    let known =
      switch target {
      case .numbers(let numbers, let width):
        Given(
          numbers,
          Shared(
            "numbers",
            try NDArray(
              shape: [count, width],
              scalars: random.randomSample(count: count * width).map { Float($0) }))[rows])
      case .classes(let labels, let classes):
        Given(
          labels,
          Shared(
            "labels",
            NDArray(
              try random.randomSample(count: count).map { Int32($0 * Double(classes)) }))[rows])
      }
    let train = try FunctionDefinition(
      name: "train", inputs: [index], outputs: [expressions.cost],
      updates: updates + expressions.updates,
      givens: [Given(x, images[rows]), known], at: location)
    let predict = try FunctionDefinition(
      name: "predict", inputs: [x], outputs: [predictions(of: expressions)], updates: [],
      givens: [],
      mode: .evaluation, at: location)
    let batch = Array(pixels.prefix(pixels.count / Self.minibatches))
    return switch precision {
    case .single: try program(train, predict, on: batch)
    // The layers are in Float; what they compute can be done in Double.
    case .double: try program(train.widened(), predict.widened(), on: batch.map(Double.init))
    }
  }

  /// The class of each image, or the numbers that are predicted of it.
  private func predictions(of expressions: ModelExpressions) -> any TensorConvertible {
    switch expressions.prediction {
    case .classes: expressions.predictions
    case .numbers(let numbers): numbers
    }
  }

  private func program<Scalar: FloatingPointTensorScalar>(
    _ train: FunctionDefinition, _ predict: FunctionDefinition, on pixels: [Scalar]
  ) throws -> BenchmarkProgram {
    BenchmarkProgram(
      name: name, batchSize: batchSize, elementType: Scalar.elementType, train: train,
      minibatches: Self.minibatches, predict: predict,
      images: try NDArray(shape: Shape([batchSize] + image), scalars: pixels),
      functions: [train, predict])
  }

  /// Measures the network.
  ///
  /// - Parameter steps: the number of calls of each function that are timed.
  /// - Throws: what can go wrong with the network or the compiler.
  package func benchmark(
    options: CompileOptions = CompileOptions(), steps: Int = 100
  ) throws -> BenchmarkReport {
    try program().report(options, steps: steps)
  }
}

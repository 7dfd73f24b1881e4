import Benchmarking
import Compiler
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

extension ConvolutionalNetwork {
  // More than one, so that no step finds its images in the cache.
  private static let minibatches = 4

  /// The network on images and labels that are drawn at random, trained by SGD at 0.1.
  ///
  /// - Throws: `ModelError` or `RandomNumbersError` where the sizes do not fit one another.
  package func program(file: String = #fileID, line: Int = #line) throws -> BenchmarkProgram {
    let location = SourceLocation(file: file, line: line)
    return switch precision {
    case .single: try program(Float.self, at: location)
    case .double: try program(Double.self, at: location)
    }
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

  private func program<Scalar: FloatingPointTensorScalar>(
    _ type: Scalar.Type, at location: SourceLocation
  ) throws -> BenchmarkProgram {
    var random = try RandomState(seed: 23455)
    let x = Tensor<Scalar>.placeholder("x", shape: Shape([batchSize] + image))
    let y = Tensor<Int32>.placeholder("y", shape: [batchSize])
    let (output, parameters) = try layers(of: x, random: &random)
    let cost = output.negativeLogLikelihood(y)
    let gradients = try gradient(of: cost, withRespectTo: parameters)
    let updates = zip(parameters, gradients).map { Update($0, to: $0 - 0.1 * $1) }

    let count = Self.minibatches * batchSize
    let pixels = try random.randomSample(count: count * image.reduce(1, *)).map { Scalar($0) }
    let labels = try random.randomSample(count: count).map { Int32($0 * Double(classes)) }
    let images = Shared("images", try NDArray(shape: Shape([count] + image), scalars: pixels))
    let classesOfImages = Shared("labels", NDArray(labels))
    let index = Tensor<Int64>.placeholder("index")
    let rows = index * batchSize..<(index + 1) * batchSize
    let train = try FunctionDefinition(
      name: "train", inputs: [index], outputs: [cost], updates: updates,
      givens: [Given(x, images[rows]), Given(y, classesOfImages[rows])], at: location)
    let predict = try FunctionDefinition(
      name: "predict", inputs: [x], outputs: [output.predictions], updates: [], givens: [],
      at: location)
    let batch = try NDArray(
      shape: Shape([batchSize] + image),
      scalars: Array(pixels.prefix(pixels.count / Self.minibatches)))
    return BenchmarkProgram(
      name: name, batchSize: batchSize, elementType: Scalar.elementType, train: train,
      minibatches: Self.minibatches, predict: predict, images: batch, functions: [train, predict])
  }

  /// The last layer, and the parameters of all.
  private func layers<Scalar: FloatingPointTensorScalar>(
    of images: Tensor<Scalar>, random: inout RandomState
  ) throws -> (output: LogisticRegression<Scalar>, parameters: [Shared<Scalar>]) {
    var maps = images
    var parameters: [Shared<Scalar>] = []
    for (number, layer) in layers.enumerated() {
      let channels = maps.shape?[1] ?? 0
      let convolution = try LeNetConvPoolLayer(
        "convolution\(number)", random: &random, input: maps,
        filterShape: [layer.filters, channels, layer.extent, layer.extent],
        poolSize: (layer.window, layer.window),
        poolMode: pooling == .max ? .max : .averageExcludingPadding, activation: activation)
      maps = convolution.output
      parameters += convolution.parameters
    }
    let features = maps.flatten(2)
    let layer = try HiddenLayer(
      "hidden", random: &random, input: features, inputs: features.shape?[1] ?? 0, outputs: hidden,
      activation: activation)
    let output = try LogisticRegression(
      "output", input: layer.output, inputs: hidden, classes: classes)
    return (output, parameters + layer.parameters + output.parameters)
  }
}

import Croton
import Diagnostics
import Testing

/// Networks that are written as lists of layers.
@Suite struct NetworkTests {
  /// A network with every layer there is.
  private struct EveryLayer: TrainableModel {
    var isDeep = true
    var dropout: Float = 0.25

    var network: some Network {
      Input(channels: 1, height: 12, width: 12)
      Conv2d(4, kernel: 3, padding: .same, activation: .relu)
      BatchNorm()
      if isDeep {
        Conv2d(8, kernel: 3, stride: 2, activation: .silu, name: "deep")
      }
      for _ in 0..<2 {
        Residual {
          Conv2d(isDeep ? 8 : 4, kernel: 3, padding: .same, groups: 2)
          LayerNorm()
        }
      }
      Concatenate {
        Conv2d(2, kernel: 1, activation: .gelu)
        Sequential {
          DepthwiseConv2d(kernel: 3, multiplier: 2, padding: .same, activation: .elu)
          Conv2d(3, kernel: 1, activation: .leakyReLU)
        }
      }
      Residual {
        Conv2d(6, kernel: 3, padding: .same)
      } shortcut: {
        Conv2d(6, kernel: 1, name: "shortcut")
      }
      NetworkTests.twice
      Lambda { $0.tanh() }
      Concatenate {
        MaxPool2d(2)
        AveragePool2d(2)
      }
      Flatten()
      Dropout(dropout)
      Dense(9, activation: .sigmoid)
      SoftmaxClassifier(classes: 4, labelSmoothing: 0.1, name: "output")
    }
  }

  private static func twice(_ x: Tensor<Float>) -> Tensor<Float> { 2 * x }

  private static func batch(_ count: Int = 6, channels: Int = 1) -> Batch {
    Batch(
      images: .placeholder("x", shape: [count, channels, 12, 12]),
      labels: .placeholder("y", shape: [count]), classes: 4)
  }

  private static func expressions(
    _ model: some TrainableModel, _ batch: Batch = batch()
  ) throws -> ModelExpressions {
    var random = try RandomState(seed: 1)
    return try model.expressions(batch, random: &random)
  }

  @Test func layersHaveNamesShapesAndParameters() throws {
    let expressions = try Self.expressions(EveryLayer())
    let layers = expressions.layers.map { "\($0.name) \($0.output) \($0.parameters)" }
    #expect(
      layers == [
        "input1 (6, 1, 12, 12) 0", "conv2d1 (6, 4, 12, 12) 40", "batchNorm1 (6, 4, 12, 12) 8",
        "deep (6, 8, 5, 5) 296", "residual1.conv2d1 (6, 8, 5, 5) 296",
        "residual1.layerNorm1 (6, 8, 5, 5) 400", "residual2.conv2d1 (6, 8, 5, 5) 296",
        "residual2.layerNorm1 (6, 8, 5, 5) 400", "concatenate1.conv2d1 (6, 2, 5, 5) 18",
        "concatenate1.sequential1.depthwiseConv2d1 (6, 16, 5, 5) 160",
        "concatenate1.sequential1.conv2d1 (6, 3, 5, 5) 51", "residual3.conv2d1 (6, 6, 5, 5) 276",
        "residual3.shortcut (6, 6, 5, 5) 36", "lambda1 (6, 6, 5, 5) 0", "lambda2 (6, 6, 5, 5) 0",
        "concatenate2.maxPool2d1 (6, 6, 2, 2) 0", "concatenate2.averagePool2d1 (6, 6, 2, 2) 0",
        "flatten1 (6, 48) 0", "dropout1 (6, 48) 0", "dense1 (6, 9) 441", "output (6, 4) 40",
      ])
    let names = expressions.parameters.map { $0.name ?? "" }
    #expect(
      names.prefix(6) == [
        "conv2d1.W", "conv2d1.b", "batchNorm1.gain", "batchNorm1.bias", "deep.W", "deep.b",
      ])
    #expect(expressions.statistics.map(\.name) == ["batchNorm1.mean", "batchNorm1.variance"])
  }

  private struct WithoutBiases: TrainableModel {
    var network: some Network {
      Conv2d(4, kernel: 3, bias: false)
      DepthwiseConv2d(kernel: 3, bias: false)
      Flatten()
      SoftmaxClassifier()
    }
  }

  @Test func convolutionsNeedNoBias() throws {
    let names = try Self.expressions(WithoutBiases()).parameters.map { $0.name ?? "" }
    #expect(
      names == [
        "conv2d1.W", "depthwiseConv2d1.W", "softmaxClassifier1.W", "softmaxClassifier1.b",
      ])
  }

  @Test func conditionsAndLoopsAreThoseOfTheModel() throws {
    let expressions = try Self.expressions(EveryLayer(isDeep: false))
    #expect(!expressions.layers.contains { $0.name == "deep" })
    #expect(expressions.layers.contains { $0.name == "residual2.conv2d1" })
  }

  @Test func initialParametersDoNotDependOnNoise() throws {
    let one = try Self.expressions(EveryLayer())
    let other = try Self.expressions(EveryLayer(dropout: 0))
    #expect(one.parameters.map(\.value) == other.parameters.map(\.value))
  }

  @Test func theGradientsAreRight() throws {
    let batch = Self.batch()
    let expressions = try Self.expressions(EveryLayer(dropout: 0), batch)
    var random = try RandomState(seed: 2)
    let images = try NDArray(
      shape: [6, 1, 12, 12], scalars: random.randomSample(count: 6 * 144).map { Float($0) })
    try checkGradient(
      of: expressions.cost, withRespectTo: expressions.parameters,
      givens: [
        Given(batch.images, Tensor.constant(images)),
        Given(batch.labels, Tensor.constant(NDArray<Int32>([0, 1, 2, 3, 0, 1]))),
      ], displacement: 0.05, seed: 3, options: .testing())
  }

  @Test func kernelsComputeWhatTheInterpreterDoes() throws {
    let program = try ModelProgram(
      EveryLayer(), dataset: data(count: 12), options: TrainingOptions(batchSize: 6))
    #expect(program.warnings.isEmpty)
    var options = CompileOptions.testing()
    options.kernelCheckInterval = 1
    let compiled = try program.compile(options: options)
    for minibatch in 0..<2 { _ = try compiled.trainStep(minibatch: minibatch) }
    _ = try compiled.validationError(minibatch: 0)
  }

  /// Noise of four classes.
  private func data(count: Int) throws -> Dataset {
    var random = try RandomState(seed: 11)
    func images() throws -> LabeledExamples {
      LabeledExamples(
        values: .floats(try random.randomSample(count: count * 144).map { Float($0) }),
        labels: (0..<count).map { Int32($0 % 4) })
    }
    return try Dataset(
      name: "noise", exampleShape: [1, 12, 12], classes: 4, training: images(),
      validation: images(), test: images())
  }

  @Test func rectifiedConvolutionsAreFused() throws {
    struct Rectified: TrainableModel {
      var network: some Network {
        Conv2d(4, kernel: 3, activation: .relu)
        MaxPool2d(2)
        Conv2d(4, kernel: 3, activation: .relu)
        Flatten()
        Dense(10, activation: .relu)
        SoftmaxClassifier()
      }
    }
    let program = try ModelProgram(
      Rectified(), dataset: data(count: 16), options: TrainingOptions(batchSize: 16))
    let schedule = try program.generate(.train).explanation(.schedule)
    let kernels = schedule.split(separator: "\n").filter { $0.hasPrefix("kernel ") }
      .compactMap { $0.split(separator: " ").dropFirst().first?.dropLast() }
    #expect(kernels.contains("conv2d1_conv2d_maxPool2d_bias_rectify_"), "\(kernels)")
    #expect(kernels.contains("conv2d2_conv2d_bias_rectify_"))
    #expect(kernels.contains("dense1_dot_add_rectify_"))
    #expect(!kernels.contains { $0.contains("maxPool2dGradient") })
  }

  @Test func runningStatisticsFollowTheMinibatches() throws {
    struct Normalized: TrainableModel {
      var network: some Network {
        BatchNorm(momentum: 0.25)
        Flatten()
        SoftmaxClassifier()
      }
    }
    let data = try data(count: 12)
    let program = try ModelProgram(
      Normalized(), dataset: data, options: TrainingOptions(batchSize: 12))
    let compiled = try program.compile(options: .testing())
    _ = try compiled.trainStep(minibatch: 0)
    let pixels = data.training.values.floats.map(Double.init)
    let mean = pixels.reduce(0, +) / Double(pixels.count)
    let squares = pixels.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let running = program.expressions.statistics.map { Double($0.value.scalars[0]) }
    #expect(abs(running[0] - 0.25 * mean) < 1e-6)
    #expect(abs(running[1] - (0.75 + 0.25 * squares / Double(pixels.count - 1))) < 1e-6)
    // What is saved as the best has them too.
    #expect(compiled.parameters.count == program.expressions.parameters.count + 2)
  }

  @Test func evaluationReadsTheRunningStatistics() throws {
    struct Normalized: TrainableModel {
      var network: some Network {
        BatchNorm()
        Flatten()
        SoftmaxClassifier()
      }
    }
    let batch = Self.batch(2)
    let expressions = try Self.expressions(Normalized(), batch)
    try expressions.statistics[0].set(NDArray([0.5]))
    try expressions.statistics[1].set(NDArray([4]))
    let normalized = try Self.expressions(Normalized(), batch)
    try expressions.parameters[2].set(normalized.parameters[2].value)
    let predict = try compile(
      inputs: [batch.images], outputs: [expressions.probabilities], mode: .evaluation,
      options: .testing())
    let plain = try compile(
      inputs: [batch.images], outputs: [normalized.probabilities], mode: .evaluation,
      options: .testing())
    var random = try RandomState(seed: 4)
    let images = try random.randomSample(count: 288).map { Float($0) }
    let shape: Shape = [2, 1, 12, 12]
    let found = try predict(NDArray(shape: shape, scalars: images))[0, as: Float.self].scalars
    let expected = try plain(
      NDArray(shape: shape, scalars: images.map { ($0 - 0.5) / (4 + 1e-5 as Float).squareRoot() })
    )[0, as: Float.self].scalars
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func branchesAreJoinedAlongTheLastAxisToo() throws {
    struct Joined: TrainableModel {
      struct GRU: Layer {
        func output(
          of input: Tensor<Float>, in context: inout LayerContext
        ) throws -> Tensor<Float> { input * 2 }
      }

      var network: some Network {
        Concatenate(axis: -1) {
          GRU()
          Activation.tanh
        }
        GlobalPool2d(.max)
        SoftmaxClassifier()
      }
    }
    let layers = try Self.expressions(Joined()).layers.map { "\($0.name) \($0.output)" }
    #expect(
      layers == [
        "concatenate1.gru1 (6, 1, 12, 12)", "concatenate1.activation1 (6, 1, 12, 12)",
        "globalPool2d1 (6, 1)", "softmaxClassifier1 (6, 4)",
      ])
  }

  @Test func layersMayShareParameters() throws {
    struct Tied: TrainableModel {
      let W = Shared("tied", NDArray<Float>.identity(144))

      var network: some Network {
        Flatten()
        Dense(144, activation: .tanh, W: W)
        Dense(144, activation: .tanh, W: W)
        SoftmaxClassifier()
      }
    }
    let names = try Self.expressions(Tied()).parameters.map { $0.name ?? "" }
    #expect(
      names == ["tied", "dense1.b", "dense2.b", "softmaxClassifier1.W", "softmaxClassifier1.b"])
  }

  /// A step of the tutorial's network, written as layers, is a step of `LeNet5` to the bit.
  @Test func theTutorialsLayersMakeItsNetwork() throws {
    struct Layered: TrainableModel {
      var network: some Network {
        ConvPool2d(4, kernel: 5)
        ConvPool2d(6, kernel: 5)
        Flatten()
        Dense(500, activation: .tanh)
        SoftmaxClassifier(initializer: .zeros)
      }
    }
    let digits = try DataSource.embeddedMNIST.load()
    func parameters(_ model: some TrainableModel) throws -> [[Float]] {
      let program = try ModelProgram(
        model, dataset: digits, options: TrainingOptions(batchSize: 20))
      let compiled = try program.compile(options: .testing())
      let costs = try (0..<2).map { try compiled.trainStep(minibatch: $0) }
      return [costs.map { Float($0) }] + program.expressions.parameters.map(\.value.scalars)
    }
    // The class lists its last layer first, as the tutorial does.
    let tutorial = try parameters(LeNet5(filters: (4, 6)))
    let layered = try parameters(Layered())
    #expect(layered.map(\.count).sorted() == tutorial.map(\.count).sorted())
    for values in layered { #expect(tutorial.contains(values)) }
  }
}

extension NDArray<Float> {
  fileprivate static func identity(_ extent: Int) -> NDArray<Float> {
    var values = [Float](repeating: 0, count: extent * extent)
    for index in 0..<extent { values[index * (extent + 1)] = 1 }
    // The shape has as many elements as there are.
    return try! NDArray(shape: [extent, extent], scalars: values)
  }
}

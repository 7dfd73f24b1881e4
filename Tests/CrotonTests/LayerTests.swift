import Croton
import Foundation
import TestSupport
import Testing

/// The tutorial's layers: their first parameters, their graphs and their lines.
@Suite struct LayerTests {
  struct File: Decodable {
    struct Layer: Decodable {
      let name: String
      let shape: [Int]
      let low: Double
      let first16: [Double]
      let last4: [Double]
      let first4_f32: [Double]
    }
    struct MLP: Decodable {
      let hiddenLayer: Layer
      enum CodingKeys: String, CodingKey { case hiddenLayer = "hiddenLayer.W" }
    }
    let tutorial_layers_in_draw_order: [Layer]
    let mlp_seed_1234: MLP
  }

  private func file() throws -> File { try Vectors.load("rng_init.json") }

  @Test func layersDrawTheTutorialsWeightsInOrder() throws {
    let layers = try file().tutorial_layers_in_draw_order
    let doubles = try LeNet<Double>(.tutorial(batch: 2))
    let floats = try LeNet<Float>(.tutorial(batch: 2))
    let inDouble = [doubles.layer0.W, doubles.layer1.W, doubles.layer2.W]
    let inFloat = [floats.layer0.W, floats.layer1.W, floats.layer2.W]
    #expect(layers.count == 3)
    for (index, layer) in layers.enumerated() {
      let value = inDouble[index].value
      #expect(value.shape == Shape(layer.shape))
      #expect(Array(value.scalars.prefix(16)) == layer.first16)
      #expect(Array(value.scalars.suffix(4)) == layer.last4)
      #expect(inDouble[index].name == layer.name)
      #expect(inFloat[index].value.doubles.prefix(4) == layer.first4_f32[...])
      // Drawn in Double and rounded once.
      #expect(inFloat[index].value.scalars == value.scalars.map { Float($0) })
    }
    for (name, parameter) in floats.parameters where name == "W3" || name.hasPrefix("b") {
      #expect(parameter.value.scalars.allSatisfy { $0 == 0 }, "\(name)")
    }
    #expect(
      floats.parameters.map(\.value.value.shape) == [
        [500, 10], [10], [800, 500], [500], [50, 20, 5, 5], [50], [20, 1, 5, 5], [20],
      ])
  }

  @Test func sigmoidLayersHaveFourTimesTheBound() throws {
    let layer = try file().mlp_seed_1234.hiddenLayer
    let x = Tensor<Double>.placeholder("x", shape: [1, 784])
    for (activation, scale) in [(Activation.tanh, 1.0), (.none, 1), (.sigmoid, 4)] {
      var random = try RandomState(seed: 1234)
      let hidden = try HiddenLayer(
        "hidden", random: &random, input: x, inputs: 784, outputs: 500, activation: activation)
      #expect(Array(hidden.W.value.scalars.prefix(16)) == layer.first16.map { $0 * scale })
    }
  }

  @Test func convolutionLayersPoolAndActivateAsTheyAreTold() throws {
    let x = Tensor<Float>.placeholder("x", shape: [1, 1, 2, 4])
    let image = try NDArray<Float>(shape: [1, 1, 2, 4], scalars: [1, 2, -3, -4, 3, 6, 5, -6])
    func activations(window: Int, _ mode: Pooling.Mode, _ activation: Activation) throws -> [Float]
    {
      var random = try RandomState(seed: 1)
      let layer = try LeNetConvPoolLayer<Float>(
        "layer", random: &random, input: x, filterShape: [1, 1, 1, 1], poolSize: (window, window),
        poolMode: mode, activation: activation)
      try layer.W.set(NDArray(shape: [1, 1, 1, 1], scalars: [2]))
      try layer.b.set(NDArray([-1]))
      let layerOutput = try function(inputs: [x], outputs: [layer.output])(image)
      return try layerOutput[layer.output].scalars
    }
    #expect(try activations(window: 2, .max, .none) == [11, 9])
    #expect(try activations(window: 2, .averageExcludingPadding, .none) == [5, -5])
    #expect(try activations(window: 2, .averageExcludingPadding, .relu) == [5, 0])
    #expect(try activations(window: 1, .max, .relu) == [1, 3, 0, 0, 5, 11, 9, 0])
  }

  @Test func givenParametersAreUsed() throws {
    var random = try RandomState(seed: 1)
    let x = Tensor<Float>.placeholder("x", shape: [1, 2])
    let W = Shared("W", try NDArray<Float>(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]))
    let b = Shared("b", NDArray<Float>([10, 20, 30]))
    let layer = try HiddenLayer(
      "layer", random: &random, input: x, inputs: 2, outputs: 3, W: W, b: b, activation: .none)
    #expect(layer.W === W)
    #expect(layer.b === b)
    #expect(layer.parameters.map(ObjectIdentifier.init) == [W, b].map(ObjectIdentifier.init))
    let result = try function(inputs: [x], outputs: [layer.output])(
      NDArray<Float>(shape: [1, 2], scalars: [1, -1]))
    #expect(try result[layer.output].scalars == [7, 17, 27])
    // Nothing was drawn for it.
    var fresh = try RandomState(seed: 1)
    #expect(try random.randomSample(count: 3) == fresh.randomSample(count: 3))
  }

  @Test func labelsOfAnotherShapeAreRefused() throws {
    let x = Tensor<Float>.placeholder("x", shape: [4, 2])
    let column = Tensor<Int32>.placeholder("y", shape: [4, 1])
    let layer = try LogisticRegression<Float>("top", input: x, inputs: 2, classes: 3)
    let line = #line + 1
    let errors = layer.errors(column)
    #expect(
      errorText { try function(inputs: [x, column], outputs: [errors]) }
        == "CrotonTests/LayerTests.swift:\(line): error: "
        + "errors: labels of shape (4, 1); expected (4,)")
  }

  @Test func predictionsAndErrors() throws {
    let x = Tensor<Float>.placeholder("x", shape: [4, 2])
    let y = Tensor<Int32>.placeholder("y", shape: [4])
    let layer = try LogisticRegression<Float>("top", input: x, inputs: 2, classes: 3)
    try layer.W.set(NDArray(shape: [2, 3], scalars: [1, 0, -1, 0, 2, 0]))
    let (cost, errors) = (layer.negativeLogLikelihood(y), layer.errors(y))
    let outputs = try function(
      inputs: [x, y], outputs: [layer.predictions, layer.probabilities, cost, errors])(
        NDArray<Float>(shape: [4, 2], scalars: [1, 0, 0, 1, -1, 0, 0, 0]),
        NDArray<Int32>([0, 1, 0, 2]))
    #expect(try outputs[layer.predictions].scalars == [0, 1, 2, 0])
    #expect(try outputs[errors].scalar == 0.5)
    let probabilities = try outputs[layer.probabilities].scalars
    #expect(abs(probabilities[9] - 1 / 3) < 1e-6)
    let right = [probabilities[0], probabilities[4], probabilities[6], probabilities[11]]
    let expected = -right.map { logf($0) }.reduce(0, +) / 4
    #expect(abs(try #require(try outputs[cost].scalar) - expected) < 1e-5)
  }

  @Test func nodesOfALayerHaveTheLineThatMadeIt() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 784])
    let y = Tensor<Int32>.placeholder("y", shape: [2])
    var random = try RandomState(seed: 1)
    let filters: Shape = [3, 1, 5, 5]
    let line = #line
    let images = x.reshape([2, 1, 28, 28])
    let conv = try LeNetConvPoolLayer("conv", random: &random, input: images, filterShape: filters)
    let flat = conv.output.flatten(2)
    let hidden = try HiddenLayer("hidden", random: &random, input: flat, inputs: 432, outputs: 5)
    let top = try LogisticRegression("top", input: hidden.output, inputs: 5, classes: 4)
    let cost = top.negativeLogLikelihood(y)
    let f = try function(inputs: [x, y], outputs: [cost])
    var lines: [String: Set<Int>] = [:]
    for node in f.generated.graph.nodes {
      #expect(node.location.file == #fileID)
      lines[node.operation.name, default: []].insert(node.location.line - line)
    }
    #expect(lines["conv2d"] == [2])
    #expect(lines["maxPool2d"] == [2])
    #expect(lines["dimshuffle"] == [2])
    #expect(lines["shared"] == [2, 4, 5])
    #expect(lines["tanh"] == [2, 4])
    #expect(lines["dot"] == [4, 5])
    #expect(lines["softmax"] == [5])
    #expect(lines["gatherByLabel"] == [6])
    #expect(lines["divide"] == [6])
    #if os(Linux)
      #expect(lines["add"] == [2, 4, 5])
      #expect(lines["negate"] == [6])
    #endif
  }

  @Test func impossibleShapesAreErrors() throws {
    var random = try RandomState(seed: 1)
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let images = x.reshape([1, 1, 2, 3])
    for (inputs, outputs) in [(-1, 3), (3, -1), (Int.max, Int.max), (.min, .min), (.max, 1)] {
      let shape: Shape = [inputs, outputs]
      #expect(
        errorText {
          _ = try HiddenLayer("h", random: &random, input: x, inputs: inputs, outputs: outputs)
        }.contains(":\(#line): error: shape"))
      #expect(
        errorText { _ = try LogisticRegression("l", input: x, inputs: inputs, classes: outputs) }
          == "\(#fileID):\(#line): error: shape \(shape) \(Self.impossible)")
    }
    for shape: Shape in [
      [-1, 1, 1, 1], [.max, .max, 1, 1], [1, .max, 2, 2], [1, 1, .min, .min],
    ] {
      #expect(
        errorText {
          _ = try LeNetConvPoolLayer("c", random: &random, input: images, filterShape: shape)
        }.hasPrefix("\(#fileID):\(#line): error: shape"))
    }
    let W = Shared("W", try NDArray<Float>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]))
    #expect(
      errorText {
        _ = try HiddenLayer("h", random: &random, input: x, inputs: 3, outputs: -1, W: W)
      } == "\(#fileID):\(#line): error: shape (-1,) \(Self.impossible)")
    #expect(
      errorText { _ = try SubsamplingLayer("s", random: &random, input: images, maps: -1) }
        == "\(#fileID):\(#line): error: shape (-1,) \(Self.impossible)")
  }

  private static let impossible =
    "is not possible; expected extents of at least 0 and a size that can be addressed"

  /// Before anything is drawn: the random numbers are those of the next layer.
  @Test func layersThatThereIsNoMemoryForAreErrorsOfTheLine() throws {
    var random = try RandomState(seed: 1)
    var untouched = try RandomState(seed: 1)
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let images = x.reshape([1, 1, 2, 3])
    let (inputs, outputs) = (10_000_000_000, 5_000)
    func refusal(_ bytes: Int, _ layer: String, _ line: Int) -> String {
      "\(#fileID):\(line): error: the parameters of '\(layer)' need \(bytes) bytes, "
        + "and the system does not give them"
    }
    #expect(
      errorText {
        _ = try HiddenLayer("h", random: &random, input: x, inputs: inputs, outputs: outputs)
      } == refusal(16 * inputs * outputs + 8 * outputs, "h", #line))
    #expect(
      errorText { _ = try LogisticRegression("l", input: x, inputs: inputs, classes: outputs) }
        == refusal(8 * inputs * outputs + 8 * outputs, "l", #line))
    #expect(
      errorText {
        _ = try LeNetConvPoolLayer(
          "c", random: &random, input: images, filterShape: [inputs, outputs, 1, 1])
      } == refusal(16 * inputs * outputs + 8 * inputs, "c", #line))
    #expect(
      errorText {
        _ = try ConvolutionLayer(
          "d", random: &random, input: images, inputMaps: 1, outputMaps: 1, extent: 5_000_000)
      } == refusal(16 * 25_000_000_000_000 + 8, "d", #line))
    #expect(
      errorText {
        _ = try SubsamplingLayer("s", random: &random, input: images, maps: inputs * outputs / 2)
      } == refusal(24 * inputs * outputs / 2, "s", #line))
    #expect(try random.randomSample(count: 3) == untouched.randomSample(count: 3))
  }

  @Test func convolutionLayersNeedARowForEachMapAndFiltersWithElements() throws {
    var random = try RandomState(seed: 1)
    let images = Tensor<Float>.placeholder("x", shape: [1, 2, 8, 8])
    for (rows, words) in [(2, "2 rows"), (1, "1 row"), (4, "4 rows"), (0, "0 rows")] {
      #expect(
        errorText {
          _ = try ConvolutionLayer(
            "c3", random: &random, input: images, inputMaps: 2, outputMaps: 3,
            connections: Array(repeating: [0], count: rows), extent: 5)
        } == "\(#fileID):\(#line): error: 'c3': a table of \(words) for 3 output maps; "
          + "expected a row for each")
    }
    for (connections, extent) in [([[0], [1]], 0), (nil, 0), ([[0], [1]], -1), (nil, .min)] {
      #expect(
        errorText {
          _ = try ConvolutionLayer(
            "c", random: &random, input: images, inputMaps: 2, outputMaps: 2,
            connections: connections, extent: extent)
        } == "\(#fileID):\(#line): error: 'c': filters of extent \(extent); expected at least 1")
    }
    for (maps, outputs, extent) in [(2, 2, Int.max), (.max, 2, 5)] {
      #expect(
        errorText {
          _ = try ConvolutionLayer(
            "c", random: &random, input: images, inputMaps: maps, outputMaps: outputs,
            extent: extent)
        } == "\(#fileID):\(#line): error: shape \(Shape([outputs, maps, extent, extent])) "
          + Self.impossible)
    }
  }

  @Test func shapesThatDoNotFitAreErrorsOfTheLine() throws {
    var random = try RandomState(seed: 1)
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let images = x.reshape([1, 1, 2, 3])
    let line = #line
    let hidden = try HiddenLayer("h", random: &random, input: x, inputs: 4, outputs: 2)
    let flat = try LeNetConvPoolLayer("f", random: &random, input: images, filterShape: [])
    let deep = try LeNetConvPoolLayer(
      "d", random: &random, input: images, filterShape: [1, 1, 1, 1], poolSize: (.max, 0))
    let top = try LogisticRegression("l", input: hidden.output, inputs: 1, classes: 2)
    let outputs = [hidden.output, flat.output, deep.output, top.probabilities]
    #expect(
      errorText { _ = try function(inputs: [x], outputs: outputs) } == """
        \(#fileID):\(line + 1): error: dot: shapes (2, 3) and (4, 2); \
        expected the last extent of the left to equal the first of the right
        \(#fileID):\(line + 2): error: conv2d: filters of shape (); expected 4 axes
        \(#fileID):\(line + 3): error: maxPool2d: window [\(Int.max), 0] with stride \
        [\(Int.max), 0]; expected two extents of at least 1 each
        """)
  }
}

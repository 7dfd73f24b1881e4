import Frontend
import GraphIR
import Interpreter
import NeuralNetworks
import RandomNumbers

/// The LeNet of the tutorial in the sizes of a vector file, and steps of its training.
struct LeNetSteps<Scalar: FloatingPointTensorScalar> {
  private let layer0: LeNetConvPoolLayer<Scalar>
  private let layer1: LeNetConvPoolLayer<Scalar>
  private let layer2: HiddenLayer<Scalar>
  private let layer3: LogisticRegression<Scalar>
  private let step: any EngineFunction
  private let activations: any EngineFunction
  private let gradientNames: [String]
  private let activationNames: [String]

  /// The shapes of the parameters, by their names, and what is trained on.
  struct Sizes {
    var shapes: [String: Shape]
    var batch: Int
    var pixels: Int
    var learningRate: Double
    var seed: Int
  }

  /// What a step comes to.
  struct Result {
    let cost: Double
    let errors: Double
    let gradients: [String: NumericArray]
    /// The parameters after the step.
    let updated: [String: NumericArray]
    let activations: [String: NumericArray]
  }

  /// A network with the tutorial's initial parameters.
  init(_ sizes: Sizes, on engine: Engine) throws {
    func shape(_ name: String, rank: Int) throws -> Shape {
      guard let shape = sizes.shapes[name], shape.rank == rank else {
        throw VectorFileError.malformed(place: name, reason: "expected an array of rank \(rank)")
      }
      return shape
    }
    let filters = try (shape("W0", rank: 4), shape("W1", rank: 4))
    let (hidden, top) = try (shape("W2", rank: 2), shape("W3", rank: 2))
    var random = try RandomState(seed: sizes.seed)
    let x = Tensor<Scalar>.placeholder("x", shape: [sizes.batch, sizes.pixels])
    let y = Tensor<Int32>.placeholder("y", shape: [sizes.batch])
    let channels = max(filters.0[1], 1)
    let side = Int(Double(sizes.pixels / channels).squareRoot().rounded())
    let images = x.reshape([sizes.batch, channels, side, side])
    layer0 = try LeNetConvPoolLayer(
      "layer0", random: &random, input: images, filterShape: filters.0)
    layer1 = try LeNetConvPoolLayer(
      "layer1", random: &random, input: layer0.output, filterShape: filters.1)
    let features = layer1.output.flatten(2)
    layer2 = try HiddenLayer(
      "layer2", random: &random, input: features, inputs: hidden[0], outputs: hidden[1])
    layer3 = try LogisticRegression(
      "layer3", input: layer2.output, inputs: top[0], classes: top[1])

    let cost = layer3.negativeLogLikelihood(y)
    let parameters = Self.parameters(layer0, layer1, layer2, layer3)
    let gradients = try gradient(of: cost, withRespectTo: parameters.map(\.value))
    let rate = Scalar(sizes.learningRate)
    step = try engine.function(
      "step", inputs: [x, y], outputs: [cost, layer3.errors(y)] + gradients,
      updates: zip(parameters, gradients).map { parameter, gradient in
        Update(parameter.value, to: parameter.value - rate * gradient)
      })
    gradientNames = parameters.map(\.name)

    // In a function of their own: an output of a convolution keeps it from being fused.
    let c0 = conv2d(images, filters: layer0.W)
    let c1 = conv2d(layer0.output, filters: layer1.W)
    let logits = dot(layer2.output, layer3.W) + layer3.b
    let tensors: [(String, Tensor<Scalar>)] = [
      ("c0", c0), ("p0", c0.maxPool2d((2, 2))), ("h0", layer0.output), ("c1", c1),
      ("p1", c1.maxPool2d((2, 2))), ("h1", layer1.output), ("f", features),
      ("h2", layer2.output), ("z", logits), ("logits", logits),
      ("p_y_given_x", layer3.probabilities),
    ]
    activations = try engine.function(
      "activations", inputs: [x], outputs: tensors.map(\.1))
    activationNames = tensors.map(\.0)
  }

  /// Gives parameters other values.
  func set(_ values: [String: GivenArray]) throws {
    for (name, parameter) in Self.parameters(layer0, layer1, layer2, layer3) {
      if let value = values[name] { try parameter.set(value.array(of: Scalar.self)) }
    }
  }

  /// Trains on a minibatch.
  func train(_ x: NDArray<Scalar>, _ y: NDArray<Int32>) throws -> Result {
    let activations = try activations.call([x])
    let outputs = try step.call([x, y])
    let updated = Self.parameters(layer0, layer1, layer2, layer3).map { name, parameter in
      (name, NumericArray(parameter.storage))
    }
    return Result(
      cost: outputs[0].values[0], errors: outputs[1].values[0],
      gradients: Dictionary(uniqueKeysWithValues: zip(gradientNames, outputs.dropFirst(2))),
      updated: Dictionary(uniqueKeysWithValues: updated),
      activations: Dictionary(uniqueKeysWithValues: zip(activationNames, activations)))
  }

  /// By the names of the vector files, from the top down.
  private static func parameters(
    _ layer0: LeNetConvPoolLayer<Scalar>, _ layer1: LeNetConvPoolLayer<Scalar>,
    _ layer2: HiddenLayer<Scalar>, _ layer3: LogisticRegression<Scalar>
  ) -> [(name: String, value: Shared<Scalar>)] {
    [
      ("W3", layer3.W), ("b3", layer3.b), ("W2", layer2.W), ("b2", layer2.b), ("W1", layer1.W),
      ("b1", layer1.b), ("W0", layer0.W), ("b0", layer0.b),
    ]
  }
}

/// What a vector file says of a training step.
struct ExpectedStep: Decodable, Sendable {
  private let cost: Double?
  private let errors: Double?
  private let grads: [String: ExpectedArray]?
  private let updated: [String: ExpectedArray]?
  /// Activations and what else there is between the images and the cost.
  private let activations: [String: ExpectedArray]?
  private let intermediate: [String: ExpectedArray]?
  private let logits: ExpectedArray?
  private let p_y_given_x: ExpectedArray?
  /// The number of pooling windows with more than one maximum.
  private let tied_windows: [String: Int]?
  /// What a rule that gives the gradient to the first maximum would come to.
  private let grads_first_max_rule_NOT_THEANO: [String: ExpectedArray]?
  /// The lengths of those gradients.
  private let grad_l2_first_max_rule_NOT_THEANO: [String: Double]?

  /// The shapes of the parameters.
  var shapes: [String: Shape] {
    (grads ?? [:]).merging(updated ?? [:]) { first, _ in first }.mapValues(\.shape)
  }

  /// What of a step is otherwise, in words.
  func differences<Scalar>(
    from found: LeNetSteps<Scalar>.Result, _ tolerance: Tolerance, _ precision: Precision
  ) -> [String] {
    let comparison = Comparison(tolerance: tolerance, precision: precision)
    var differences: [String] = []
    // A rate of errors is a count over a batch.
    let errors = Comparison(
      tolerance: Tolerance(relative: 4 * precision.epsilon), precision: precision)
    if let cost, !comparison.accepts(found.cost, cost) {
      differences.append("got cost \(found.cost), expected \(cost)")
    }
    if let expected = self.errors, !errors.accepts(found.errors, expected) {
      differences.append("got errors \(found.errors), expected \(expected)")
    }
    let between = [activations, intermediate].compactMap { $0 }.reduce(into: [:]) {
      $0.merge($1) { first, _ in first }
    }.merging(["logits": logits, "p_y_given_x": p_y_given_x].compactMapValues { $0 }) { $1 }
    for (kind, expected, values) in [
      ("activation", between, found.activations), ("gradient", grads ?? [:], found.gradients),
      ("updated", updated ?? [:], found.updated),
    ] {
      for (name, array) in expected.sorted(by: { $0.key < $1.key }) {
        guard let value = values[name] else {
          differences.append("the network has no \(kind) \(name)")
          continue
        }
        if let difference = array.difference(from: value, tolerance, precision) {
          differences.append("\(kind) \(name): \(difference)")
        }
      }
    }
    let isRight = grads != nil && !differences.contains { $0.hasPrefix("gradient ") }
    if !isRight, followsFirstMaximum(found.gradients, tolerance, precision) {
      differences.append("gradients follow the rule of the first maximum")
    }
    return differences + tieDifferences(found.activations)
  }

  /// Whether gradients are those of the rule that gives all to the first maximum. Where no gradient
  /// passes through a tie, both rules agree, and following the one is no mistake.
  private func followsFirstMaximum(
    _ gradients: [String: NumericArray], _ tolerance: Tolerance, _ precision: Precision
  ) -> Bool {
    let arrays = grads_first_max_rule_NOT_THEANO ?? [:]
    let lengths = grad_l2_first_max_rule_NOT_THEANO ?? [:]
    let comparison = Comparison(tolerance: tolerance, precision: precision)
    return !(arrays.isEmpty && lengths.isEmpty)
      && arrays.allSatisfy { name, array in
        gradients[name].map { array.difference(from: $0, tolerance, precision) == nil } ?? false
      }
      && lengths.allSatisfy { name, length in
        let found = (gradients[name]?.values ?? []).reduce(0) { $0 + $1 * $1 }.squareRoot()
        return comparison.accepts(found, length)
      }
  }

  private func tieDifferences(_ activations: [String: NumericArray]) -> [String] {
    (tied_windows ?? [:]).sorted { $0.key < $1.key }.compactMap { name, expected in
      let isTotal = name.hasSuffix("_total")
      let layer = name.dropFirst("pool".count).prefix(1)
      guard let convolved = activations["c\(layer)"] else { return "the network has no \(name)" }
      let windows = Self.windows(convolved)
      let found = isTotal ? windows.count : windows.count { $0 }
      return found == expected ? nil : "got \(name) \(found), expected \(expected)"
    }
  }

  /// For each window of 2x2, whether it has more than one maximum.
  private static func windows(_ array: NumericArray) -> [Bool] {
    let (height, width) = (array.shape[2], array.shape[3])
    let values = array.values
    var isTied: [Bool] = []
    for map in 0..<array.shape[0] * array.shape[1] {
      for row in stride(from: 0, to: height / 2 * 2, by: 2) {
        for column in stride(from: 0, to: width / 2 * 2, by: 2) {
          let corner = (map * height + row) * width + column
          let (a, b) = (values[corner], values[corner + 1])
          let (c, d) = (values[corner + width], values[corner + width + 1])
          // The larger of each row tie, or one row has a tie at the top.
          isTied.append(
            max(a, b) == max(c, d) || (max(a, b) > max(c, d) ? a == b : c == d))
        }
      }
    }
    return isTied
  }
}

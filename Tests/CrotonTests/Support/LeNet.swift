import Croton
import TestSupport

/// The tutorial's network, of any size: two layers of convolution and pooling, a hidden layer and
/// a softmax.
struct LeNet<Scalar: FloatingPointTensorScalar>: Sendable {
  struct Size: Sendable {
    var batch: Int
    var image: Int
    /// The number and the extent of the filters of each convolution.
    var filters: [(count: Int, extent: Int)]
    var hidden: Int
    var classes: Int

    static func tutorial(batch: Int) -> Size {
      Size(batch: batch, image: 28, filters: [(20, 5), (50, 5)], hidden: 500, classes: 10)
    }

    /// The tutorial's images and filters, but few of them.
    static func few(batch: Int) -> Size {
      Size(batch: batch, image: 28, filters: [(4, 5), (6, 5)], hidden: 20, classes: 10)
    }
  }

  let size: Size
  let x: Tensor<Scalar>
  let y: Tensor<Int32>
  let layer0: LeNetConvPoolLayer<Scalar>
  let layer1: LeNetConvPoolLayer<Scalar>
  let layer2: HiddenLayer<Scalar>
  let layer3: LogisticRegression<Scalar>
  let cost: Tensor<Scalar>
  let errors: Tensor<Scalar>

  init(_ size: Size, seed: Int = 23455) throws {
    self.size = size
    var random = try RandomState(seed: seed)
    x = .placeholder("x", shape: [size.batch, size.image * size.image])
    y = .placeholder("y", shape: [size.batch])
    let (first, second) = (size.filters[0], size.filters[1])
    layer0 = try LeNetConvPoolLayer(
      "layer0", random: &random, input: x.reshape([size.batch, 1, size.image, size.image]),
      filterShape: [first.count, 1, first.extent, first.extent])
    layer1 = try LeNetConvPoolLayer(
      "layer1", random: &random, input: layer0.output,
      filterShape: [second.count, first.count, second.extent, second.extent])
    let features = layer1.output.flatten(2)
    let inputs = features.shape?[1] ?? 0
    layer2 = try HiddenLayer(
      "layer2", random: &random, input: features, inputs: inputs, outputs: size.hidden)
    layer3 = try LogisticRegression(
      "layer3", input: layer2.output, inputs: size.hidden, classes: size.classes)
    cost = layer3.negativeLogLikelihood(y)
    errors = layer3.errors(y)
  }

  /// The parameters by the names of the vector files, from the top down.
  var parameters: [(name: String, value: Shared<Scalar>)] {
    [
      ("W3", layer3.W), ("b3", layer3.b), ("W2", layer2.W), ("b2", layer2.b), ("W1", layer1.W),
      ("b1", layer1.b), ("W0", layer0.W), ("b0", layer0.b),
    ]
  }

  /// The activations by the names of the vector files.
  var activations: [String: Tensor<Scalar>] {
    [
      "h0": layer0.output, "h1": layer1.output, "h2": layer2.output,
      "z": dot(layer2.output, layer3.W) + layer3.b,
      "logits": dot(layer2.output, layer3.W) + layer3.b,
      "p_y_given_x": layer3.probabilities,
    ]
  }

  func gradients() throws -> [Tensor<Scalar>] {
    try gradient(of: cost, withRespectTo: parameters.map(\.value))
  }

  /// A step of gradient descent, whose outputs are the cost and the given tensors.
  func step(
    _ gradients: [Tensor<Scalar>], learningRate: Scalar, outputs: [any TensorConvertible] = [],
    options: CompileOptions = .testing()
  ) throws -> Function {
    let updates = zip(parameters, gradients).map { parameter, gradient in
      Update(parameter.value, to: parameter.value - learningRate * gradient)
    }
    return try function(
      "step", inputs: [x, y], outputs: [cost] + outputs, updates: updates, options: options)
  }

  /// The bits of all parameters.
  var bits: [[Scalar]] { parameters.map(\.value.value.scalars) }
}

/// Images with black borders, whose pooling windows tie.
///
/// The recipe is that of `lenet_step_tutorial.json`.
enum SyntheticDigits {
  static func labels(_ count: Int) -> [Int32] {
    (0..<count).map { Int32(7 * $0 % 10) }
  }

  static func images(_ count: Int) throws -> [Double] {
    var random = try RandomState(seed: 99)
    var pixels = try random.randomSample(count: count * 784).map { (256 * $0).rounded(.down) / 256 }
    for image in 0..<count {
      let label = 7 * image % 10
      let centerRow = 11 + label % 4 + image % 3
      let centerColumn = 10 + label / 2 + image / 3 % 3
      let radius = 3 + label % 5
      for row in 0..<28 {
        for column in 0..<28 {
          let (down, right) = (row - centerRow, column - centerColumn)
          if down * down + right * right > radius * radius {
            pixels[image * 784 + row * 28 + column] = 0
          }
        }
      }
    }
    return pixels
  }

  static func batch<Scalar: FloatingPointTensorScalar>(
    _ count: Int, _ type: Scalar.Type = Scalar.self
  ) throws -> (x: NDArray<Scalar>, y: NDArray<Int32>) {
    let pixels = try images(count).map { Scalar($0) }
    return (try NDArray(shape: [count, 784], scalars: pixels), NDArray(labels(count)))
  }
}

extension NDArray where Scalar: FloatingPointTensorScalar {
  /// The elements as vector files have them.
  var doubles: [Double] { scalars.map { Double($0) } }
}

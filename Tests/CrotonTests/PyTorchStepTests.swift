import Croton
import Foundation
import Testing

/// The first steps of a network beside those of PyTorch, from the same parameters.
@Suite struct PyTorchStepTests {
  /// What `Reference/pytorch_steps.py` has written.
  private struct Reference: Decodable {
    struct Step: Decodable {
      let cost: Double
      let gradients: [String: [Double]]
    }
    let steps: [Step]
    let mean: [Double]
    let variance: [Double]
    let probabilities: [Double]

    static func load() throws -> Reference {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Reference/pytorch_steps.json")
      return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }
  }

  /// The network of `Reference/pytorch_steps.py`.
  private struct Small: TrainableModel {
    var network: some Network {
      Input(channels: 1, height: 12, width: 12)
      Conv2d(4, kernel: 3, padding: .same, activation: .relu, name: "first")
      MaxPool2d(2)
      BatchNorm(name: "norm")
      Conv2d(
        6, kernel: 3, padding: .explicit(top: 0, bottom: 1, left: 0, right: 1), activation: .relu,
        name: "second")
      Residual { Conv2d(6, kernel: 3, padding: .same, groups: 2, activation: .gelu, name: "third") }
      Flatten()
      Dense(10, activation: .silu, name: "hidden")
      LayerNorm(name: "layer_norm")
      Activation.elu
      Activation.leakyReLU
      SoftmaxClassifier(labelSmoothing: 0.1, name: "output")
    }
  }

  private static let names = [
    ("W", "weight"), ("b", "bias"), ("gain", "weight"), ("bias", "bias"),
  ]

  /// The name in PyTorch: `first.weight` for `first.W`.
  private func name(of parameter: Shared<Float>) -> String {
    let parts = (parameter.name ?? "").split(separator: ".").map(String.init)
    let last = Self.names.first { $0.0 == parts.last }?.1 ?? ""
    return "\(parts[parts.count - 2]).\(last)"
  }

  /// Rows as columns where PyTorch has a matrix the other way round.
  private func transposed(_ values: [Double], _ shape: Shape) -> [Double] {
    guard shape.rank == 2 else { return values }
    return (0..<shape[0]).flatMap { row in
      (0..<shape[1]).map { column in values[column * shape[0] + row] }
    }
  }

  @Test(arguments: [false, true]) func costsAndGradientsArePyTorchs(isExact: Bool) throws {
    let reference = try Reference.load()
    var random = try RandomState(seed: 7)
    var pixels = try random.randomSample(count: 6 * 144).map { Float($0) }
    for index in pixels.indices where index % 12 >= 6 { pixels[index] = 0 }
    let images = try NDArray(shape: [6, 1, 12, 12], scalars: pixels)
    let labels = NDArray((0..<6).map { Int32($0 % 4) })
    let batch = Batch(
      images: .placeholder("x", shape: images.shape), labels: .placeholder("y", shape: [6]),
      classes: 4)
    var unused = try RandomState(seed: 1)
    let expressions = try Small().expressions(batch, random: &unused)
    for parameter in expressions.parameters where parameter.value.shape.rank > 1 {
      let shape = parameter.value.shape
      let values = try random.uniform(low: -0.3, high: 0.3, shape: shape.extents)
      try parameter.set(
        NDArray(shape: shape, scalars: transposed(values, shape).map { Float($0) }))
    }
    let gradients = try gradient(of: expressions.cost, withRespectTo: expressions.parameters)
    let step = try compile(
      name: "step", inputs: [batch.images, batch.labels],
      outputs: [expressions.cost] + gradients,
      updates: zip(expressions.parameters, gradients).map { Update($0, to: $0 - 0.1 * $1) }
        + expressions.updates,
      options: .testing(isExact: isExact))
    for expected in reference.steps {
      let outputs = try step(images, labels)
      #expect(abs(Double(try outputs[expressions.cost].scalar ?? .nan) - expected.cost) < 2e-6)
      for (parameter, gradient) in zip(expressions.parameters, gradients) {
        let name = name(of: parameter)
        let found = try outputs[gradient].scalars.map(Double.init)
        let wanted = transposed(
          try #require(expected.gradients[name], "\(name)"), parameter.value.shape)
        let largest = wanted.map(abs).max() ?? 0
        let error = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error <= 3e-6 * max(largest, 0.1), "\(name): \(error) of \(largest)")
      }
    }
    for (found, expected) in zip(
      expressions.statistics, [reference.mean, reference.variance])
    {
      #expect(zip(found.value.scalars, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    }
    let evaluate = try compile(
      inputs: [batch.images], outputs: [expressions.probabilities], mode: .evaluation,
      options: .testing(isExact: isExact))
    let found = try evaluate(images)[0, as: Float.self].scalars
    #expect(
      zip(found, reference.probabilities).allSatisfy { abs(Double($0) - $1) < 2e-6 })
  }
}

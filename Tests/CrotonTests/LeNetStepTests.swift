import Croton
import TestSupport
import Testing

/// Whole training steps, compiled, against the vectors, in the ways that conformance has not: in Float,
/// and without the passes.
@Suite struct LeNetStepTests {
  struct SmallFile: Decodable {
    struct Step: Decodable {
      let cost: Double
      let errors: Double
      let logits: VectorArray
      let p_y_given_x: VectorArray
      let grads: [String: VectorArray]
      let updated: [String: VectorArray]
      let intermediate: [String: VectorArray]?
    }
    let learning_rate: Double
    let params: [String: VectorArray]
    let x: VectorArray
    let y: [Int32]
    let steps: [Step]
  }

  private func trainSmall<Scalar: FloatingPointTensorScalar>(
    _ type: Scalar.Type, _ optimization: Optimization, relative: Double, absolute: Double
  ) throws {
    let file = try Vectors.load("lenet_step_small.json", as: SmallFile.self)
    let network = try LeNet<Scalar>(
      LeNet.Size(
        batch: file.y.count, image: 13, filters: [(2, 3), (3, 2)], hidden: 7, classes: 4))
    for (name, value) in network.parameters {
      let array = try #require(file.params[name])
      try value.set(
        NDArray(shape: Shape(array.shape), scalars: array.values.map { Scalar($0) }))
    }
    let gradients = try network.gradients()
    let activations = network.activations
    let names = activations.keys.sorted()
    let step = try network.step(
      gradients, learningRate: Scalar(file.learning_rate),
      outputs: [network.errors] + gradients + names.compactMap { activations[$0] },
      options: .testing(optimization: optimization, isExact: true))
    let x = try NDArray(
      shape: Shape(file.x.shape), scalars: file.x.values.map { Scalar($0) })
    #expect(file.steps.count == 2)
    for expected in file.steps {
      let outputs = try step(x, NDArray(file.y))
      func compare(_ name: String, _ found: NDArray<Scalar>, _ expected: VectorArray) {
        #expect(found.shape == Shape(expected.shape), "\(name)")
        let difference = expected.difference(
          from: found.doubles, relative: relative, absolute: absolute)
        #expect(difference == nil, "\(name)")
      }
      let cost = Double(try #require(try outputs[network.cost].scalar))
      #expect(abs(cost - expected.cost) <= relative * expected.cost)
      #expect(try outputs[network.errors].scalar == Scalar(expected.errors))
      for (parameter, gradient) in zip(network.parameters, gradients) {
        compare(
          "d\(parameter.name)", try outputs[gradient], try #require(expected.grads[parameter.name]))
        compare(
          parameter.name, parameter.value.value, try #require(expected.updated[parameter.name]))
      }
      for (name, tensor) in activations {
        let array =
          expected.intermediate?[name]
          ?? ["logits": expected.logits, "p_y_given_x": expected.p_y_given_x][name]
        if let array { compare(name, try outputs[tensor], array) }
      }
    }
  }

  @Test func smallNetworkInDoubleWithoutPasses() throws {
    try trainSmall(Double.self, .none, relative: 1e-10, absolute: 1e-13)
  }

  @Test(arguments: [Optimization.full, .none])
  func smallNetworkInFloat(optimization: Optimization) throws {
    try trainSmall(Float.self, optimization, relative: 1e-3, absolute: 1e-6)
  }
}

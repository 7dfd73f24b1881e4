import Croton
import TestSupport
import Testing

/// What tied maxima get, in compiled code: each of them the whole gradient.
@Suite struct PoolTieTests {
  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let ws: [Int]
      let stride: [Int]
      let ignore_border: Bool
      let input: VectorArray
      let output: VectorArray
      let gz: VectorArray
      let grad_input_theano: VectorArray
    }
    let cases: [Case]
  }

  private func array(_ vector: VectorArray) throws -> NDArray<Double> {
    try NDArray(shape: Shape(vector.shape), scalars: vector.values)
  }

  @Test(arguments: [Optimization.none, .full])
  func isWhatTheVectorsSay(optimization: Optimization) throws {
    let cases = try Vectors.load("pool_ties.json", as: File.self).cases
    #expect(!cases.isEmpty)
    for vector in cases {
      let x = Tensor<Double>.placeholder("x", shape: Shape(vector.input.shape))
      let pooled = x.maxPool2d(
        (vector.ws[0], vector.ws[1]), stride: (vector.stride[0], vector.stride[1]),
        ignoreBorder: vector.ignore_border)
      let cost = (pooled * Tensor.constant(try array(vector.gz))).sum()
      let gradients = try gradient(of: cost, withRespectTo: [x])
      let f = try function(
        "pool", inputs: [x], outputs: [pooled, gradients[0]],
        options: .testing(optimization: optimization))
      let outputs = try f(array(vector.input))
      let output = vector.output.difference(from: try outputs[pooled].scalars)
      #expect(output == nil, "\(vector.name)")
      let gradient = vector.grad_input_theano.difference(from: try outputs[gradients[0]].scalars)
      #expect(gradient == nil, "\(vector.name)")
    }
  }

  /// A convolution by a single 1 leaves the ties as they are, and can be fused with the pooling.
  @Test(arguments: [Optimization.none, .full])
  func fusedWithAConvolutionTheyAreTheSame(optimization: Optimization) throws {
    var fused = 0
    for vector in try Vectors.load("pool_ties.json", as: File.self).cases {
      guard vector.stride == vector.ws else { continue }
      let extents = vector.input.shape
      let shape = Shape(Array(repeating: 1, count: 4 - extents.count) + extents)
      let x = Tensor<Double>.placeholder("x", shape: Shape(extents))
      let channels = shape[1]
      // A filter for each channel that takes it alone.
      let identity = (0..<channels * channels).map { $0 % (channels + 1) == 0 ? 1.0 : 0 }
      let filters = Shared(
        "filters", try NDArray<Double>(shape: [channels, channels, 1, 1], scalars: identity))
      let pooled = conv2d(x.reshape(shape), filters: filters)
        .maxPool2d((vector.ws[0], vector.ws[1]), ignoreBorder: vector.ignore_border)
      let weights = Tensor.constant(try array(vector.gz)).reshape(pooled.shape ?? .scalar)
      let gradients = try gradient(of: (pooled * weights).sum(), withRespectTo: [x])
      let f = try function(
        "block", inputs: [x], outputs: [pooled, gradients[0]],
        options: .testing(optimization: optimization))
      if f.generated.optimizedGraph.description.contains("convolutionBlock(") { fused += 1 }
      let outputs = try f(array(vector.input))
      let output = vector.output.difference(from: try outputs[pooled].scalars)
      #expect(output == nil, "\(vector.name)")
      let gradient = vector.grad_input_theano.difference(from: try outputs[gradients[0]].scalars)
      #expect(gradient == nil, "\(vector.name)")
    }
    #expect((fused > 0) == (optimization == .full))
  }
}

import Croton
import Foundation
import TestSupport
import Testing

/// The layers of the published LeNet-5, compared with their vectors.
@Suite struct LeNet5Of1998Tests {
  private struct File: Decodable {
    struct Subsampling: Decodable {
      let x: VectorArray
      let gain: [Double]
      let bias: [Double]
      let y: VectorArray
      let gy: VectorArray
      let grad_x: VectorArray
      let grad_gain: [Double]
      let grad_bias: [Double]
    }
    struct Table: Decodable {
      let maps: [[Int]]
      let connections: Int
      let x: VectorArray
      let filters_in_table_order_60x5x5: VectorArray
      let y: VectorArray
    }
    struct Squash: Decodable {
      let x: [Double]
      let y: [Double]
    }
    struct RBF: Decodable {
      let x: VectorArray
      let w: VectorArray
      let y: VectorArray
      let argmin: [Int64]
      let labels: [Int32]
      let mse_loss: Double
      let map_loss: Double
      let grad_mse_wrt_x: VectorArray
      enum CodingKeys: String, CodingKey {
        case x, w, y, argmin, labels, mse_loss, grad_mse_wrt_x
        case map_loss = "map_loss_j0.1"
      }
    }
    let subsampling: Subsampling
    let c3_table: Table
    let squash: Squash
    let rbf: RBF
    let param_counts: [String: Int]
    let map_sizes: [String: [Int]]
  }

  private let file: File

  init() throws { file = try Vectors.load("lenet5_classic.json") }

  private func array(_ vector: VectorArray) throws -> NDArray<Double> {
    try NDArray(shape: Shape(vector.shape), scalars: vector.values)
  }

  private func expectClose(
    _ found: NDArray<Double>, _ expected: [Double],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(found.scalars.count == expected.count, sourceLocation: sourceLocation)
    for (found, expected) in zip(found.scalars, expected) {
      #expect(
        abs(found - expected) <= 1e-12 * max(abs(expected), 1e-3), sourceLocation: sourceLocation)
    }
  }

  @Test func squash() throws {
    let x = Tensor<Double>.placeholder("x", shape: [file.squash.x.count])
    let y = x.squashed()
    expectClose(try function(inputs: [x], outputs: [y])(NDArray(file.squash.x))[y], file.squash.y)
  }

  @Test func subsampling() throws {
    let expected = file.subsampling
    let x = Tensor<Double>.placeholder("x", shape: Shape(expected.x.shape))
    var random = try RandomState(seed: 1)
    let layer = try SubsamplingLayer("S2", random: &random, input: x, maps: 3)
    try layer.gain.set(NDArray(expected.gain))
    try layer.bias.set(NDArray(expected.bias))
    let cost = (layer.output * Tensor.constant(try array(expected.gy))).sum()
    let slopes = try gradient(of: cost, withRespectTo: [x, layer.gain, layer.bias])
    let result = try function(inputs: [x], outputs: [layer.output] + slopes)(array(expected.x))
    expectClose(try result[layer.output], try array(expected.y).scalars)
    expectClose(try result[slopes[0]], try array(expected.grad_x).scalars)
    expectClose(try result[slopes[1]], expected.grad_gain)
    expectClose(try result[slopes[2]], expected.grad_bias)
  }

  @Test func tableOfConnections() throws {
    let expected = file.c3_table
    #expect(LeNet5Of1998.connections == expected.maps)
    let x = Tensor<Double>.placeholder("x", shape: Shape(expected.x.shape))
    let W = Shared("W", try array(expected.filters_in_table_order_60x5x5))
    let y = conv2d(x, filters: W, connections: LeNet5Of1998.connections, filterFlip: false)
    let found = try function(inputs: [x], outputs: [y])(array(expected.x))[y]
    #expect(found.shape == Shape(expected.y.shape))
    #expect(expected.y.difference(from: found.scalars) == nil)
  }

  @Test func radialBasisFunctions() throws {
    let expected = file.rbf
    let x = Tensor<Double>.placeholder("x", shape: Shape(expected.x.shape))
    let labels = Tensor<Int32>.placeholder("labels", shape: [expected.labels.count])
    let layer = RadialBasisLayer("rbf", input: x, centers: try array(expected.w))
    let (mse, map) = (layer.meanSquaredError(labels), layer.maximumAPosteriori(labels))
    let errors = layer.errors(labels)

    let slope = try gradient(of: mse, withRespectTo: [x])[0]
    let result = try function(
      inputs: [x, labels],
      outputs: [layer.distances, layer.predictions, layer.probabilities, mse, map, errors, slope])(
        array(expected.x), NDArray(expected.labels))
    let distances = try array(expected.y).scalars
    expectClose(try result[layer.distances], distances)
    #expect(try result[layer.predictions].scalars == expected.argmin)
    expectClose(try result[mse], [expected.mse_loss])
    expectClose(try result[map], [expected.map_loss])
    #expect(try result[errors].scalar == 1)
    expectClose(try result[slope], try array(expected.grad_mse_wrt_x).scalars)
    let weights = distances.prefix(4).map { exp(-$0) }
    let probabilities = weights.map { $0 / weights.reduce(0, +) }
    for (found, expected) in zip(try result[layer.probabilities].scalars, probabilities) {
      #expect(abs(found - expected) <= 1e-12)
    }
  }

  /// The second cost against its formula, gradient included, where classes compete.
  @Test func maximumAPosteriori() throws {
    let x = Tensor<Double>.placeholder("x", shape: [2, 3])
    let labels = NDArray<Int32>([0, 1])
    let centers = try NDArray<Double>(shape: [2, 3], scalars: [1, -1, 1, 1, 1, -1])
    let layer = RadialBasisLayer("rbf", input: x, centers: centers)
    let cost = layer.maximumAPosteriori(Tensor<Int32>.constant(labels), j: 0.1)
    let slope = try gradient(of: cost, withRespectTo: [x])[0]
    let compiled = try function(inputs: [x], outputs: [cost, slope])
    func expected(_ x: [Double]) -> Double {
      (0..<2).map { row in
        let y: [Double] = (0..<2).map { center in
          (0..<3).reduce(0.0) { sum, j in
            let difference: Double = x[row * 3 + j] - centers.scalars[center * 3 + j]
            return sum + difference * difference
          }
        }
        return y[row] + log(exp(-0.1) + exp(-y[0]) + exp(-y[1]))
      }.reduce(0, +) / 2
    }
    let point = [0.9, -0.2, 0.1, 0.3, 0.2, -0.4]
    let result = try compiled(NDArray(shape: [2, 3], scalars: point))
    #expect(abs(try #require(try result[cost].scalar) - expected(point)) < 1e-14)
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += 1e-5
      down[index] -= 1e-5
      let numeric = (expected(up) - expected(down)) / 2e-5
      #expect(abs(try result[slope].scalars[index] - numeric) < 1e-9)
    }
    // Distances of any size: the sum of vanishing exponentials is that of rubbish alone.
    let far = try compiled(NDArray(shape: [2, 3], scalars: Array(repeating: 1e4, count: 6)))
    #expect(try far[cost].scalar?.isFinite == true)
  }

  private func expressions(_ loss: LeNet5Of1998.Loss = .map) throws -> (
    Tensor<Float>, ModelExpressions
  ) {
    let x = Tensor<Float>.placeholder("x", shape: [2, 1, 28, 28])
    let y = Tensor<Int32>.placeholder("y", shape: [2])
    let batch = Batch(images: x, labels: y, classes: 10)
    var random = try RandomState(seed: 23455)
    return (x, try LeNet5Of1998(loss: loss).expressions(batch, random: &random))
  }

  @Test func everyLayerHasThePapersParametersAndMaps() throws {
    let (x, expressions) = try expressions()
    var counts: [String: Int] = [:]
    for parameter in expressions.parameters {
      let layer = try #require(parameter.name?.split(separator: ".").first.map(String.init))
      counts[layer, default: 0] += parameter.value.scalars.count
    }
    counts["total_trainable"] = counts.values.reduce(0, +)
    #expect(counts == file.param_counts)

    let graph = try function(inputs: [x], outputs: [expressions.probabilities]).generated.graph
    var maps: [String: [Int]] = [:]
    for node in graph.nodes {
      guard let name = node.name, file.map_sizes[name] != nil else { continue }
      maps[name] = Array(node.types[0].shape.extents.dropFirst())
    }
    var expected = file.map_sizes
    #expect(expected.removeValue(forKey: "out") == [10])
    #expect(expressions.probabilities.shape == [2, 10])
    #expect(maps == expected)
  }

  /// White paper is -0.1, the brightest pixel 1.175, and the image lies in the middle.
  @Test func theInputOfTheNetwork() throws {
    let (x, expressions) = try expressions()
    let compiled = try function(inputs: [x], outputs: [expressions.predictions])
    let node = try #require(compiled.generated.graph.nodes.first { $0.name == "input" })
    #expect(node.types[0].shape == [2, 1, 32, 32])
    let input = LeNet5Of1998.input(x)
    let pixels = [Float](repeating: 0, count: 784) + [Float](repeating: 255.0 / 256, count: 784)
    let found = try function(inputs: [x], outputs: [input])(
      NDArray(shape: [2, 1, 28, 28], scalars: pixels))[input].scalars
    for row in 0..<32 {
      for column in 0..<32 {
        let isInside = (2..<30).contains(row) && (2..<30).contains(column)
        let black: Float = isInside ? 1.175 : -0.1
        #expect(abs(found[row * 32 + column] + 0.1) < 1e-6)
        #expect(abs(found[1024 + row * 32 + column] - black) < 1e-6)
      }
    }
  }

  @Test func weightsBeginAsInThePaper() throws {
    let (_, expressions) = try expressions()
    let fanIns = ["C1.W": 25, "S2.gain": 4, "S4.gain": 4, "C5.W": 400, "F6.W": 120]
    for parameter in expressions.parameters {
      let scalars = parameter.value.scalars.map { Double($0) }
      let name = try #require(parameter.name)
      if let fanIn = fanIns[name] {
        let bound = 2.4 / Double(fanIn)
        #expect(scalars.allSatisfy { abs($0) <= bound }, "\(name)")
        #expect(scalars.contains { abs($0) > bound / 2 }, "\(name)")
      } else if name == "C3.W" {
        // The last output map sees all six input maps, the first three of them.
        #expect(scalars.prefix(75).contains { abs($0) > 2.4 / 150 })
        #expect(scalars.prefix(75).allSatisfy { abs($0) <= 2.4 / 75 })
        #expect(scalars.suffix(150).allSatisfy { abs($0) <= 2.4 / 150 })
      } else {
        #expect(scalars.allSatisfy { $0 == 0 }, "\(name)")
      }
    }
  }

  @Test func theCodesAreOfTenDifferentDigits() throws {
    let codes = LeNet5Of1998.codes
    #expect(codes.count == 840)
    #expect(codes.allSatisfy { $0 == 1 || $0 == -1 })
    let digits = stride(from: 0, to: 840, by: 84).map { Array(codes[$0..<$0 + 84]) }
    #expect(Set(digits).count == 10)
  }

  @Test(arguments: LeNet5Of1998.Loss.allCases) func aFewStepsLearnABatch(loss: LeNet5Of1998.Loss)
    throws
  {
    let digits = try SyntheticDigits.batch(20, Float.self)
    let x = Tensor<Float>.placeholder("x", shape: [20, 784])
    let y = Tensor<Int32>.placeholder("y", shape: [20])
    var random = try RandomState(seed: 23455)
    let batch = Batch(images: x.reshape([20, 1, 28, 28]), labels: y, classes: 10)
    let expressions = try LeNet5Of1998(loss: loss).expressions(batch, random: &random)
    var state = OptimizerState<Float>()
    let updates = try LeNet5Of1998.defaults.optimizer.updates(
      of: expressions.parameters,
      gradients: gradient(of: expressions.cost, withRespectTo: expressions.parameters),
      state: &state)
    let step = try function("step", inputs: [x, y], outputs: [expressions.cost], updates: updates)
    var costs: [Float] = []
    for _ in 0..<100 {
      costs.append(try #require(try step(digits.x, digits.y)[expressions.cost].scalar))
    }
    #expect(costs[99] < costs[0] / 2, "\(costs)")
  }

  @Test func imagesOfAnotherKind() throws {
    var random = try RandomState(seed: 1)
    for (shape, classes) in [([2, 3, 28, 28], 10), ([2, 1, 33, 28], 10), ([2, 1, 28, 28], 11)] {
      let x = Tensor<Float>.placeholder("x", shape: Shape(shape))
      let y = Tensor<Int32>.placeholder("y", shape: [2])
      let batch = Batch(images: x, labels: y, classes: classes)
      let error = #expect(throws: ProgramError.self) {
        _ = try LeNet5Of1998().expressions(batch, random: &random)
      }
      let images = Shape(Array(shape.dropFirst()))
      #expect(
        error?.description
          == "lenet5-1998 cannot use images of shape \(images) in \(classes) classes; "
          + "expected 1 channel of at most 32x32 pixels and 10 classes")
    }
  }
}

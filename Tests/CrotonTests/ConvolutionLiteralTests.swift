import Croton
import TestSupport
import Testing

/// Convolutions of other forms: transposed, separable, of signals, and with a table of connections.
@Suite struct ConvolutionLiteralTests {
  private struct File: Decodable {
    struct Signal: Decodable {
      let name: String
      let input: VectorArray
      let filters: VectorArray
      let output: VectorArray
    }
    struct Literal: Decodable {
      let name: String
      let x: VectorArray?
      let depthwise: VectorArray?
      let pointwise: VectorArray?
      let output: VectorArray
    }
    let signal_conv2d: [Signal]
    let literals: [Literal]
  }

  private func array<Scalar: FloatingPointTensorScalar>(
    _ vector: VectorArray, as type: Scalar.Type = Scalar.self
  ) throws -> NDArray<Scalar> {
    try NDArray(shape: Shape(vector.shape), scalars: vector.values.map { Scalar($0) })
  }

  private func shared(_ name: String, _ vector: VectorArray) throws -> Shared<Float> {
    Shared(name, try array(vector))
  }

  /// The value of a tensor that depends on no inputs.
  private func value<Scalar: FloatingPointTensorScalar>(
    of tensor: Tensor<Scalar>
  ) throws -> [Double] {
    try function(outputs: [tensor])()[tensor].scalars.map { Double($0) }
  }

  @Test func transposes() throws {
    let vector = try #require(
      Vectors.load("conv2d.json", as: File.self).literals.first {
        $0.name == "conv2d_transpose_ones"
      })
    let ones = Shared("x", try NDArray<Float>(repeating: 1, shape: [2, 2, 4, 4]))
    let filters = Shared("w", try NDArray<Float>(repeating: 1, shape: [2, 1, 4, 4]))
    let spread = conv2dTransposed(ones, filters: filters, outputSize: (10, 10), stride: (2, 2))
    #expect(spread.shape == Shape(vector.output.shape))
    #expect(try vector.output.difference(from: value(of: spread)) == nil)
  }

  /// What the transpose gives is the gradient, padding or not.
  @Test(arguments: [
    ConvolutionPadding.valid, .full, .half, .symmetric(rows: 2, columns: 0),
    .explicit(top: 1, bottom: 3, left: 0, right: 2),
  ])
  func transposedIsTheGradientAtTheInput(padding: ConvolutionPadding) throws {
    var random = try RandomState(seed: 7)
    func weights(_ name: String, _ shape: Shape) throws -> Shared<Double> {
      let scalars = try random.uniform(low: -1, high: 1, shape: shape.extents)
      return Shared(name, try NDArray(shape: shape, scalars: scalars))
    }
    let x = try weights("x", [2, 4, 8, 7])
    let w = try weights("w", [6, 2, 3, 2])
    let y = conv2d(
      x, filters: w, padding: padding, stride: (2, 3), dilation: (1, 2), groups: 2)
    let g = try weights("g", #require(y.shape))
    let gradients = try gradient(of: (y * g).sum(), withRespectTo: [x])
    let spread = conv2dTransposed(
      g, filters: w, outputSize: (8, 7), padding: padding, stride: (2, 3), dilation: (1, 2),
      groups: 2)
    let outputs = try function(outputs: [gradients[0], spread])()
    #expect(try outputs[gradients[0]] == outputs[spread])
  }

  @Test func separates() throws {
    let vector = try #require(
      Vectors.load("conv2d.json", as: File.self).literals.first { $0.name == "separable_full" })
    let x = try shared("x", #require(vector.x))
    let depthwise = try shared("depthwise", #require(vector.depthwise))
    let pointwise = try shared("pointwise", #require(vector.pointwise))
    let separate = conv2d(x, filters: depthwise, padding: .full, groups: 2)
    let y = conv2d(separate, filters: pointwise)
    #expect(y.shape == Shape(vector.output.shape))
    #expect(try vector.output.difference(from: value(of: y)) == nil)
  }

  @Test func convolvesSignals() throws {
    let vectors = try Vectors.load("conv2d.json", as: File.self).signal_conv2d
    #expect(vectors.count > 1)
    for vector in vectors {
      let x = try shared("x", vector.input)
      let w = try shared("w", vector.filters)
      let y = signalConv2d(x, filters: w)
      #expect(y.shape == Shape(vector.output.shape), "\(vector.name)")
      #expect(try vector.output.difference(from: value(of: y)) == nil, "\(vector.name)")
    }
    let image = Shared("image", try NDArray<Float>(shape: [2, 2], scalars: [1, 2, 3, 4]))
    let filter = Shared("filter", try NDArray<Float>(shape: [1, 2], scalars: [1, 10]))
    let one = signalConv2d(image, filters: filter, padding: .full)
    #expect(one.shape == [2, 3])
    #expect(try value(of: one) == [1, 12, 20, 3, 34, 40])
    let several = signalConv2d(image, filters: filter.tensor.reshape([1, 1, 2]))
    #expect(several.shape == [1, 2, 1])
  }

  private struct Classic: Decodable {
    struct Table: Decodable {
      let maps: [[Int]]
      let x: VectorArray
      let filters_in_table_order_60x5x5: VectorArray
      let y: VectorArray
    }
    let c3_table: Table
  }

  @Test func connectsChannelsByATable() throws {
    let vector = try Vectors.load("lenet5_classic.json", as: Classic.self).c3_table
    let x = try shared("x", vector.x)
    let w = try shared("w", vector.filters_in_table_order_60x5x5)
    let y = conv2d(x, filters: w, connections: vector.maps, filterFlip: false)
    #expect(y.shape == Shape(vector.y.shape))
    #expect(try vector.y.difference(from: value(of: y)) == nil)
  }

  /// A table is a short way to write the sum of what each connection gives.
  @Test func connectionsHaveTheGradientsOfTheirSum() throws {
    let x = Shared("x", try NDArray(shape: [2, 3, 4, 4], scalars: (0..<96).map { Float($0 % 7) }))
    let w = Shared("w", try NDArray(shape: [5, 2, 2], scalars: (0..<20).map { Float($0 % 5) }))
    let table = [[2, 0], [1], [0, 1]]
    let y = conv2d(x, filters: w, connections: table)
    var filter = 0
    let maps = table.map { seen in
      let parts = seen.map { channel in
        defer { filter += 1 }
        return conv2d(
          x.tensor.sliced(axis: 1, from: channel, to: channel + 1),
          filters: w.tensor.sliced(from: filter, to: filter + 1).reshape([1, 1, 2, 2]))
      }
      return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    }
    let same = concatenate(maps, axis: 1)
    let outputs = try [y, same].flatMap {
      [$0] + (try gradient(of: ($0 * $0).sum(), withRespectTo: [x, w]))
    }
    let found = try function(outputs: outputs)()
    for position in 0..<3 {
      #expect(try found[outputs[position]] == found[outputs[position + 3]])
    }
  }

  /// Sums over no images, or over no channels, are zero.
  @Test func sumsOfNothing() throws {
    let none = Shared("none", try NDArray<Float>(repeating: 1, shape: [0, 2, 4, 5]))
    let w = Shared("w", try NDArray<Float>(repeating: 1, shape: [4, 1, 3, 3]))
    let y = conv2d(none, filters: w, padding: .half, stride: (2, 1), groups: 2)
    #expect(y.shape == [0, 4, 2, 5])
    let gradients = try gradient(of: y.sum(), withRespectTo: [none, w])
    #expect(try value(of: gradients[0]) == [])
    #expect(try value(of: gradients[1]) == [Double](repeating: 0, count: 36))
    let flat = Shared("flat", try NDArray<Float>(repeating: 1, shape: [3, 0, 4, 5]))
    let v = Shared("v", try NDArray<Float>(repeating: 1, shape: [2, 0, 3, 3]))
    #expect(
      try value(of: conv2d(flat, filters: v, padding: .full))
        == [Double](repeating: 0, count: 3 * 2 * 6 * 7))
  }

  /// The gradient of a gradient, by central differences of the gradient along a direction.
  @Test(
    arguments: [
      (.valid, (1, 1), (1, 1), 1), (.half, (2, 1), (1, 2), 1), (.full, (2, 3), (2, 1), 2),
      (.explicit(top: 0, bottom: 2, left: 1, right: 0), (1, 2), (1, 1), 2),
    ] as [(ConvolutionPadding, (Int, Int), (Int, Int), Int)])
  func hasGradientsOfGradients(
    padding: ConvolutionPadding, stride: (Int, Int), dilation: (Int, Int), groups: Int
  ) throws {
    var random = try RandomState(seed: 11)
    func numbers(_ shape: Shape) throws -> NDArray<Double> {
      try NDArray(
        shape: shape, scalars: random.uniform(low: -1, high: 1, shape: shape.extents))
    }
    let (images, weights): (Shape, Shape) = ([2, 2, 6, 5], [4, 2 / groups, 3, 2])
    let x = Tensor<Double>.placeholder("x", shape: images)
    let w = Tensor<Double>.placeholder("w", shape: weights)
    let y = conv2d(
      x, filters: w, padding: padding, stride: stride, dilation: dilation, groups: groups)
    let first = try gradient(of: y.tanh().sum(), withRespectTo: [x, w])
    let (along, across) = try (numbers(images), numbers(weights))
    let slope =
      (first[0] * Tensor.constant(along)).sum() + (first[1] * Tensor.constant(across)).sum()
    let second = try gradient(of: slope, withRespectTo: [x, w])
    let f = try function(inputs: [x, w], outputs: first + second)
    let point = try (numbers(images), numbers(weights))
    let found = try f(point.0, point.1)
    let step = 1e-5
    func gradients(at t: Double) throws -> [[Double]] {
      let outputs = try f(
        NDArray(shape: images, scalars: zip(point.0.scalars, along.scalars).map { $0 + t * $1 }),
        NDArray(shape: weights, scalars: zip(point.1.scalars, across.scalars).map { $0 + t * $1 }))
      return try first.map { try outputs[$0].scalars }
    }
    let pairs = try zip(gradients(at: step), gradients(at: -step))
    for (position, (after, before)) in pairs.enumerated() {
      let product = try found[second[position]].scalars
      #expect(product.contains { $0 != 0 })
      for (symbolic, (after, before)) in zip(product, zip(after, before)) {
        #expect(abs(symbolic - (after - before) / (2 * step)) <= 1e-6)
      }
    }
  }

  private struct ThreeMaps: Decodable {
    struct Case: Decodable {
      let conv_shape: [Int]
      let first_row_first_map: [Double]
      let no_flip_first_row: [Double]
    }
    let cases: [String: Case]
  }

  private struct InitialWeights: Decodable {
    struct Example: Decodable {
      let W_full: [Double]
      let b: [Double]
    }
    let rgb_example: Example
  }

  /// Nine by nine filters over an image of three maps, whose columns are not unrolled.
  @Test func filtersThreeMaps() throws {
    let file = try Vectors.load("rgb_9x9_sigmoid.json", as: ThreeMaps.self)
    let weights = try Vectors.load("rng_init.json", as: InitialWeights.self).rgb_example
    let vector = try #require(file.cases["3x12x16"])
    let pixels = (0..<3 * 12 * 16).map { position in
      let (c, i, j) = (position / 192, position / 16 % 12, position % 16)
      return Double((37 * c + 13 * i + 7 * j + i * j) % 256) / 256
    }
    let x = Shared("image", try NDArray(shape: [1, 3, 12, 16], scalars: pixels))
    let w = Shared("W", try NDArray(shape: [2, 3, 9, 9], scalars: weights.W_full))
    let b = Shared("b", NDArray(weights.b))
    for (flip, row) in [(true, vector.first_row_first_map), (false, vector.no_flip_first_row)] {
      let y = (conv2d(x, filters: w, filterFlip: flip) + b.tensor.dimshuffle(nil, 0, nil, nil))
        .sigmoid()
      #expect(y.shape == Shape(vector.conv_shape))
      for (found, expected) in zip(try value(of: y), row) {
        #expect(abs(found - expected) <= 1e-12 * expected)
      }
    }
  }
}

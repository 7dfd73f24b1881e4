import Croton
import TestSupport
import Testing

/// The cases of Theano's tests of poolings, in compiled code.
@Suite struct PoolingVectorTests {
  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let ws: [Int]
      let stride: [Int]?
      let pad: [Int]
      let ignore_border: Bool
      let mode: String
      let input: VectorArray
      let output: VectorArray
      let gz: VectorArray?
      let grad_input: VectorArray?
    }
    struct Literal: Decodable {
      let name: String
      let input: VectorArray?
      let ws: [Int]?
      let output: VectorArray?
      let x: [Double]?
      let hessian: [[Double]]?
    }
    let cases: [Case]
    let literals: [Literal]
  }

  private static let modes: [String: Pooling.Mode] = [
    "max": .max, "sum": .sum, "average_inc_pad": .averageIncludingPadding,
    "average_exc_pad": .averageExcludingPadding,
  ]

  @Test(arguments: ["max", "sum", "average_inc_pad", "average_exc_pad"])
  func double(mode: String) throws {
    // Whole numbers are exact; the sum of a file's averages is rounded in an order of its own.
    try check(mode, Double.self, tolerance: mode.hasPrefix("average") ? 1e-14 : 0) { $0 }
  }

  @Test(arguments: ["max", "sum", "average_inc_pad", "average_exc_pad"])
  func float(mode: String) throws {
    try check(mode, Float.self, tolerance: mode.hasPrefix("average") ? 1e-6 : 0, Float.init)
  }

  /// Compiles all cases of a mode as one function.
  private func check<Scalar: FloatingPointTensorScalar & BinaryFloatingPoint>(
    _ mode: String, _ scalar: Scalar.Type, tolerance: Double, _ round: (Double) -> Scalar
  ) throws {
    let cases = try Vectors.load("pool.json", as: File.self).cases.filter { $0.mode == mode }
    #expect(!cases.isEmpty)
    var outputs: [Tensor<Scalar>] = []
    var expected: [(name: String, array: VectorArray)] = []
    for vector in cases {
      let x = Shared(
        "x",
        try NDArray(shape: Shape(vector.input.shape), scalars: vector.input.values.map(round)))
      let stride = vector.stride.map { zip($0, vector.ws).map { $0 == 0 ? $1 : $0 } } ?? vector.ws
      let pooled = x.pool2d(
        (vector.ws[0], vector.ws[1]), stride: (stride[0], stride[1]),
        padding: (vector.pad[0], vector.pad[1]), mode: try #require(Self.modes[mode]),
        ignoreBorder: vector.ignore_border, allowsEmpty: true)
      outputs.append(pooled)
      expected.append((vector.name, vector.output))
      guard let gz = vector.gz, let gradients = vector.grad_input else { continue }
      let weights = Tensor.constant(
        try NDArray(shape: Shape(gz.shape), scalars: gz.values.map(round)))
      outputs += try gradient(of: (pooled * weights).sum(), withRespectTo: [x])
      expected.append(("\(vector.name), gradient", gradients))
    }
    let results = try function("pool", outputs: outputs)()
    for (output, expected) in zip(outputs, expected) {
      let found = try results[output].scalars.map { Double($0) }
      #expect(
        expected.array.difference(from: found, relative: tolerance) == nil, "\(expected.name)")
    }
  }

  /// The gradient of a max-pooling for the maxima themselves, and a Hessian through one.
  @Test func literals() throws {
    for literal in try Vectors.load("pool.json", as: File.self).literals {
      if let input = literal.input, let ws = literal.ws, let output = literal.output {
        let x = Tensor<Double>.placeholder("x", shape: Shape(input.shape))
        let pooled = x.maxPool2d((ws[0], ws[1]))
        let maxima = Tensor<Double>.placeholder("maxima", shape: try #require(pooled.shape))
        let gradient = try gradient(of: (pooled * maxima).sum(), withRespectTo: [x])[0]
        let pool = try function("pool", inputs: [x], outputs: [pooled])
        let same = try function("same", inputs: [x, maxima], outputs: [gradient])
        let array = try NDArray(shape: Shape(input.shape), scalars: input.values)
        let found = try same(array, pool(array)[pooled])[gradient].scalars
        #expect(output.difference(from: found) == nil, "\(literal.name)")
      } else {
        let values = try #require(literal.x)
        let x = Tensor<Double>.placeholder("x", shape: [values.count])
        let products = x.dimshuffle(0, nil) * x.dimshuffle(nil, 0)
        let cost = products.maxPool2d((2, 2)).sum().exp()
        let slope = try gradient(of: cost, withRespectTo: [x])[0]
        let point = try NDArray(shape: [values.count], scalars: values)
        for (row, expected) in try #require(literal.hessian).enumerated() {
          let unit = (0..<values.count).map { $0 == row ? 1.0 : 0 }
          let direction = Tensor.constant(try NDArray(shape: [values.count], scalars: unit))
          let second = try gradient(of: (slope * direction).sum(), withRespectTo: [x])[0]
          let found = try function("hessian", inputs: [x], outputs: [second])(point)[second].scalars
          for (found, expected) in zip(found, expected) {
            #expect(abs(found - expected) <= 1e-9 * abs(expected), "\(literal.name)")
          }
        }
      }
    }
  }

  @Test func whatCannotBePooledIsSaidAtItsLine() {
    let vector = Tensor<Float>.placeholder("v", shape: [4])
    let image = Tensor<Float>.placeholder("image", shape: [4, 4])
    let line = #line + 2
    let text = errorText {
      let a = vector.pool2d((2, 2))
      let b = image.pool2d((2, 2), padding: (1, 1), ignoreBorder: false)
      try function(inputs: [vector, image], outputs: [a, b])
    }
    #expect(
      text == """
        \(#fileID):\(line): error: maxPool2d: operand of shape (4,); expected at least 2 axes
        \(#fileID):\(line + 1): error: maxPool2d: padding [1, 1] with ignoreBorder: false; \
        expected no padding, or ignoreBorder: true
        """)
  }
}

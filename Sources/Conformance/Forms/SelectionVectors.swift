import Frontend

/// A sum of tensors that broadcast, and its gradients.
struct SumVector: Decodable, GraphCase {
  let x: GivenArray
  let y: GivenArray
  let x_plus_y: ExpectedArray
  let gz: GivenArray?
  let gx: ExpectedArray?
  let gy: ExpectedArray?

  var givens: [GivenArray] { [x, y] + (gz.map { [$0] } ?? []) }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let (x, y) = (try x.shared("x", of: type), try y.shared("y", of: type))
    let sum = x + y
    let output = Expectation(what: "output", tensor: sum, expected: x_plus_y)
    guard let gz else { return [output] }
    let cost = try (sum * gz.shared("gz", of: type)).sum()
    let gradients = try gradient(of: cost, withRespectTo: [x, y])
    return [output]
      + [("gx", gradients[0], gx), ("gy", gradients[1], gy)].compactMap { what, tensor, expected in
        expected.map { Expectation(what: what, tensor: tensor, expected: $0) }
      }
  }
}

/// A slice of `arange(5)`: the start, the end, the step, any of which may be missing, and the result.
struct SliceVector: Decodable, GraphCase, CustomStringConvertible {
  private let start: Int?
  private let stop: Int?
  private let step: Int?
  private let result: [Double]

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    start = try row.decode(Int?.self)
    stop = try row.decode(Int?.self)
    step = try row.decode(Int?.self)
    result = try row.decode([Double].self)
  }

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = Shared("x", NDArray<Scalar>((0..<5).map { Scalar($0) }))
    let slice = x.sliced(from: start, to: stop, by: step ?? 1)
    return [
      Expectation(
        what: "slice", tensor: slice, expected: ExpectedArray(shape: [result.count], values: result)
      )
    ]
  }

  var description: String {
    [start, stop, step].map { $0.map(String.init) ?? "" }.joined(separator: ":")
  }
}

/// The largest element and where it is, along an axis or of all.
struct ExtremesVector: Decodable, GraphCase {
  let x: GivenArray
  let axis: Int?
  let max: ExpectedArray?
  let min: ExpectedArray?
  let argmax: ExpectedArray?
  let argmin: ExpectedArray?

  var givens: [GivenArray] { [x] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try x.shared("x", of: type)
    let axes = axis.map { [$0] }
    let tensors: [(String, any TensorConvertible, ExpectedArray?)] = [
      ("max", x.max(axes: axes), max), ("min", x.min(axes: axes), min),
      ("argmax", x.argmax(axis: axis), argmax), ("argmin", x.argmin(axis: axis), argmin),
    ]
    return tensors.compactMap { what, tensor, expected in
      expected.map { Expectation(what: what, tensor: tensor, expected: $0) }
    }
  }
}

/// Numbers that count up or down: start, end and step.
struct RangeVector: Decodable, GraphCase {
  let args: [Int]
  let out: ExpectedArray

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    guard args.count == 3 else {
      throw VectorFileError.malformed(
        place: "arange", reason: "expected a start, an end and a step, got \(args)")
    }
    return [
      Expectation(
        what: "integers", tensor: arange(args[0], args[1], step: args[2]), expected: out),
      Expectation(
        what: "numbers", tensor: arange(args[0], args[1], step: args[2], as: type), expected: out),
    ]
  }
}

/// Whether elements differ.
struct InequalityVector: Decodable, GraphCase {
  let a: GivenArray
  let b: GivenArray
  let out: ExpectedArray

  var givens: [GivenArray] { [a, b] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let differ = try a.shared("a", of: type) .!= b.shared("b", of: type)
    return [Expectation(what: "output", tensor: differ, expected: out)]
  }
}

/// The rows of a minibatch, the last of which may be short.
///
/// A short one is possible where its number is known when the function is compiled. Where it is known
/// when the function runs, the shape could not be static, and the call is refused.
struct MinibatchVector: Decodable, ProgramCase {
  let n: Int
  let batch: Int
  let index: Int
  let rows: Int

  var tolerances: Tolerances { .exact }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    guard (0...1 << 24).contains(n), (1...max(n, 1)).contains(batch), (0...n).contains(index) else {
      throw VectorFileError.malformed(
        place: "minibatch_slice", reason: "\(batch) of \(n) rows are not possible")
    }
    let data = Shared("data", NDArray((0..<n).map { Scalar($0) }))
    let number = Tensor<Int64>.placeholder("index")
    let known = data.sliced(from: index * batch, to: (index + 1) * batch)
    let found = data[number * batch..<(number + 1) * batch]
    let atCompilation = try engine.function("known", outputs: [known])
    let atRun = try engine.function("minibatch", inputs: [number], outputs: [found])
    let expected = ExpectedArray(
      shape: [rows], values: (0..<rows).map { Double(index * batch + $0) })
    var differences: [String] = []
    if let difference = expected.difference(from: try atCompilation.call([])[0], .exact, precision)
    {
      differences.append("known rows: \(difference)")
    }
    do {
      let result = try atRun.call([index])[0]
      if rows < batch { differences.append("the call was not refused") }
      if let difference = expected.difference(from: result, .exact, precision) {
        differences.append("rows of a call: \(difference)")
      }
    } catch {
      if rows == batch { throw error }
    }
    return differences
  }
}

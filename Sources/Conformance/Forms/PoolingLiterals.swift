import Frontend
import GraphIR
import RandomNumbers

/// The max-pooling that the tutorial prints, of random numbers.
struct PrintedPooling: Decodable {
  private let input: String
  private let input_0_0: ExpectedArray?
  private let input_1_0: ExpectedArray?
  private let ignore_border_true_0_0: ExpectedArray?
  private let ignore_border_false_1_0: ExpectedArray?
  private let printed_true_0_0: ExpectedArray?
  private let printed_false_1_0: ExpectedArray?
  private let full_true: ExpectedArray?
  private let full_false: ExpectedArray?

  /// - Throws: `VectorFileError` where the input is described otherwise than as `RandomState(1).rand(3,2)`.
  var vectorCases: [VectorCase] {
    get throws {
      guard let match = input.firstMatch(of: #/RandomState\((\d+)\)\.rand\((\d+(?:,\d+)*)\)/#),
        let seed = Int(match.output.1),
        case let extents = match.output.2.split(separator: ",").compactMap({ Int($0) }),
        extents.count == 4,
        extents.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) < 1 << 20
      else {
        throw VectorFileError.malformed(
          place: "doc_example.input",
          reason: "expected four extents as RandomState(1).rand(3,2,5,5)")
      }
      var random = try RandomState(seed: seed)
      let numbers = try random.uniform(shape: extents)
      let x = GivenArray(shape: Shape(extents), values: numbers)
      let exact: [(String, Part, ExpectedArray?)] = [
        ("input_0_0", .input(0), input_0_0), ("input_1_0", .input(1), input_1_0),
        ("ignore_border_true_0_0", .pooled(true, image: 0), ignore_border_true_0_0),
        ("ignore_border_false_1_0", .pooled(false, image: 1), ignore_border_false_1_0),
        ("full_true", .pooled(true, image: nil), full_true),
        ("full_false", .pooled(false, image: nil), full_false),
      ]
      // Eight digits are printed.
      let printed = Tolerances(double: Tolerance(relative: 0, absolute: 5e-9), float: nil)
      let rounded: [(String, Part, ExpectedArray?)] = [
        ("printed_true_0_0", .pooled(true, image: 0), printed_true_0_0),
        ("printed_false_1_0", .pooled(false, image: 1), printed_false_1_0),
      ]
      return [(exact, Tolerances.exact), (rounded, printed)].flatMap { parts, tolerances in
        parts.compactMap { name, part, expected in
          expected.map {
            VectorCase(
              "doc_example \(name)",
              PrintedCase(x: x, part: part, expected: $0, tolerances: tolerances))
          }
        }
      }
    }
  }
}

/// What of the example is printed.
private enum Part: Sendable {
  /// The first map of an image.
  case input(Int)
  /// The pooling, with or without the border, of the first map of an image or of all.
  case pooled(Bool, image: Int?)
}

private struct PrintedCase: GraphCase {
  let x: GivenArray
  let part: Part
  let expected: ExpectedArray
  let tolerances: Tolerances

  var givens: [GivenArray] { [x] }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try x.shared("x", of: type)
    let tensor: Tensor<Scalar> =
      switch part {
      case .input(let image): x[image][0]
      case .pooled(let ignoresBorder, let image?):
        // The tutorial's window.
        x.pool2d((2, 2), ignoreBorder: ignoresBorder)[image][0]
      case .pooled(let ignoresBorder, nil): x.pool2d((2, 2), ignoreBorder: ignoresBorder)
      }
    return [Expectation(what: "output", tensor: tensor, expected: expected)]
  }
}

/// A single gradient of max-pooling of a kind of its own.
struct PoolingLiteral: Decodable {
  private let name: String
  private let input: GivenArray?
  private let ws: Pair?
  private let output: ExpectedArray?
  private let x: GivenArray?
  private let hessian: ExpectedArray?
  /// The same with the digits that were printed.
  private let printed: ExpectedArray?

  var vectorCases: [VectorCase] {
    if let input, let ws, let output {
      return [VectorCase(name, SameSizeCase(input: input, ws: ws, output: output))]
    }
    guard let x, let hessian else {
      return [VectorCase(name, skipped: "this kind of case is not known")]
    }
    let computed = HessianCase(x: x, hessian: hessian)
    guard let printed else { return [VectorCase(name, computed)] }
    // Four digits after the point.
    let rounded = Tolerances(double: Tolerance(relative: 0, absolute: 5e-5), float: nil)
    return [
      VectorCase(name, computed),
      VectorCase("\(name) printed", HessianCase(x: x, hessian: printed, tolerances: rounded)),
    ]
  }
}

/// The maxima where they were found, and zeros elsewhere: the gradient of half the sum of the squared
/// maxima.
private struct SameSizeCase: GraphCase {
  let input: GivenArray
  let ws: Pair
  let output: ExpectedArray

  var givens: [GivenArray] { [input] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try input.shared("x", of: type)
    let pooled = x.pool2d(ws.tuple)
    let gradients = try gradient(
      of: [], withRespectTo: [x], knownGradients: [KnownGradient(pooled, pooled)])
    return [Expectation(what: "output", tensor: gradients[0], expected: output)]
  }
}

/// The second derivatives of `exp(sum(pool(x xᵀ)))` by x, row by row.
private struct HessianCase: GraphCase {
  let x: GivenArray
  let hessian: ExpectedArray
  var tolerances = Tolerances(
    double: Tolerance(relative: 1e-12), float: Tolerance(relative: 1e-5))

  var givens: [GivenArray] { [x] }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let count = x.values.count
    let x = try x.shared("x", of: type)
    let cost = outer(x, x).pool2d((2, 2)).sum().exp()
    let first = try gradient(of: cost, withRespectTo: [x])[0]
    let rows = try (0..<count).map { row in
      try gradient(of: first[row], withRespectTo: [x], disconnected: .zero)[0]
    }
    return [Expectation(what: "hessian", tensor: stack(rows), expected: hessian)]
  }
}

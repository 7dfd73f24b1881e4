import Frontend
import GraphIR

/// Axes in another order, and new ones.
struct DimshuffleVector: Decodable, GraphCase {
  let input_shape: VectorShape
  private let input_broadcastable: [Bool]?
  let pattern: AxisPattern
  /// The input in words.
  private let inputFormula: String?
  let output_shape: VectorShape
  /// Which axes other tensors may broadcast along: in Croton those of extent 1.
  let output_broadcastable: [Bool]?
  let output: ExpectedArray

  private static let formula = "arange(prod(shape)).reshape(shape)"

  private enum CodingKeys: String, CodingKey {
    case input_shape, input_broadcastable, pattern, output_shape, output_broadcastable, output
    case inputFormula = "input"
  }

  /// The input counts up from 0.
  private var input: GivenArray {
    let shape = input_shape.shape
    return GivenArray(shape: shape, values: (0..<shape.elementCount).map(Double.init))
  }

  var givens: [GivenArray] { [input] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let result = try input.shared("x", of: type).dimshuffle(pattern.axes)
    guard (inputFormula ?? Self.formula) == Self.formula else {
      throw VectorFileError.malformed(
        place: "dimshuffle", reason: "expected the input \(Self.formula), got \(inputFormula ?? "")"
      )
    }
    guard output_shape.shape == output.shape,
      isPossible(output_broadcastable, for: output_shape.shape),
      isPossible(input_broadcastable, for: input_shape.shape)
    else {
      throw VectorFileError.malformed(
        place: "dimshuffle", reason: "the shape \(output_shape.shape) is not that of the output")
    }
    return [Expectation(what: "output", tensor: result, expected: output)]
  }
}

/// Whether the axes along which other tensors may broadcast are some of those of extent 1.
private func isPossible(_ broadcastable: [Bool]?, for shape: Shape) -> Bool {
  guard let broadcastable else { return true }
  return broadcastable.count == shape.rank
    && zip(broadcastable, shape.extents).allSatisfy { !$0 || $1 == 1 }
}

/// The order of axes, in which `"x"` is a new one.
struct AxisPattern: Decodable, Sendable {
  let axes: [Int?]

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var axes: [Int?] = []
    while !container.isAtEnd {
      if let word = try? container.decode(String.self) {
        guard word == "x" else {
          throw DecodingError.dataCorruptedError(
            in: container, debugDescription: "expected the number of an axis, or 'x'")
        }
        axes.append(nil)
      } else {
        axes.append(try container.decode(Int.self))
      }
    }
    self.axes = axes
  }
}

/// The same elements under another shape, one of whose extents may be -1.
struct ReshapeVector: Decodable, GraphCase {
  let input: GivenArray
  let shape: [Int]
  let output: ExpectedArray
  private let output_broadcastable_if_shape_constant: [Bool]?

  var givens: [GivenArray] { [input] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    guard isPossible(output_broadcastable_if_shape_constant, for: output.shape) else {
      throw VectorFileError.malformed(
        place: "reshape", reason: "the shape \(output.shape) does not broadcast so")
    }
    let result = try input.shared("x", of: type).reshape(Shape(shape))
    return [Expectation(what: "output", tensor: result, expected: output)]
  }
}

/// No elements under another shape.
struct EmptyReshapeVector: Decodable, GraphCase {
  let input_shape: VectorShape
  let shape: VectorShape

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let array = try NDArray<Scalar>(repeating: 0, shape: input_shape.shape)
    let result = Shared("x", array).reshape(shape.shape)
    let expected = ExpectedArray(
      shape: shape.shape, values: Array(repeating: 0, count: shape.shape.elementCount))
    return [Expectation(what: "output", tensor: result, expected: expected)]
  }
}

/// The last axes as one.
struct FlattenVector: Decodable, GraphCase {
  let input: GivenArray
  let ndim: Int
  let output: ExpectedArray

  var givens: [GivenArray] { [input] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let result = try input.shared("x", of: type).flatten(ndim)
    return [Expectation(what: "output", tensor: result, expected: output)]
  }
}

/// Which axes have extent 1, and so broadcast, before and after flattening.
struct FlattenShapeVector: Decodable, Sendable {
  private let `in`: [Int]
  private let ndim: Int
  private let out: [Int]

  func difference() -> String? {
    let extents = `in`.enumerated().map { axis, isOne in isOne == 0 ? axis + 2 : 1 }
    let result = Tensor<Float>.placeholder("x", shape: Shape(extents)).flatten(ndim)
    let found = result.shape?.extents.map { $0 == 1 ? 1 : 0 }
    return found == out ? nil : "got the shape \(result.shape ?? .scalar), expected \(out)"
  }
}

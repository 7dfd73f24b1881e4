import Compiler
import Diagnostics
import Frontend
import GraphIR

/// A single convolution of a kind of its own.
struct ConvolutionLiteral: Decodable {
  private let name: String
  private let what: String?
  private let output: ExpectedArray
  private let x: GivenArray?
  private let depthwise: GivenArray?
  private let pointwise: GivenArray?
  private let border_mode: BorderMode?

  var vectorCase: VectorCase {
    if let x, let depthwise, let pointwise {
      return VectorCase(
        name,
        SeparableCase(
          x: x, depthwise: depthwise, pointwise: pointwise,
          borderMode: border_mode ?? .named("valid"),
          output: output))
    }
    guard let transposed = what.flatMap({ TransposedCase($0, output: output) }) else {
      return VectorCase(name, skipped: "this description is not known")
    }
    return VectorCase(name, transposed)
  }
}

/// A convolution of each channel by itself, and then one of single elements across channels.
private struct SeparableCase: GraphCase {
  let x: GivenArray
  let depthwise: GivenArray
  let pointwise: GivenArray
  let borderMode: BorderMode
  let output: ExpectedArray

  var givens: [GivenArray] { [x, depthwise, pointwise] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try x.shared("x", of: type)
    let each = conv2d(
      x, filters: try depthwise.shared("depthwise", of: type), padding: try borderMode.padding,
      groups: x.shape?.extents.dropFirst().first ?? 1)
    let y = conv2d(each, filters: try pointwise.shared("pointwise", of: type))
    return [Expectation(what: "output", tensor: y, expected: output)]
  }
}

/// The gradient of a convolution at its input, of ones: `subsample (2,2) …; input 2x2x4x4 ones, filters
/// (in=2,out=1,4,4) ones, output_shape (2,1,10,10)`.
private struct TransposedCase: GraphCase {
  let stride: (Int, Int)
  let input: Shape
  let filters: Shape
  let output: ExpectedArray

  init?(_ description: String, output: ExpectedArray) {
    let pattern =
      #/subsample \((\d+),(\d+)\).*input (\d+(?:x\d+)*) ones, filters \(in=(\d+),out=(\d+),(\d+),(\d+)\) ones/#
    guard let found = description.firstMatch(of: pattern)?.output, let rows = Int(found.1),
      let columns = Int(found.2), output.shape.rank == 4
    else { return nil }
    stride = (rows, columns)
    input = Shape(found.3.split(separator: "x").compactMap { Int($0) })
    filters = Shape([found.4, found.5, found.6, found.7].compactMap { Int($0) })
    self.output = output
  }

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = Shared("x", try NDArray<Scalar>(repeating: 1, shape: input))
    let w = Shared("w", try NDArray<Scalar>(repeating: 1, shape: filters))
    let y = conv2dTransposed(
      x, filters: w, outputSize: (output.shape[2], output.shape[3]), stride: stride)
    return [Expectation(what: "output", tensor: y, expected: output)]
  }
}

/// Convolutions to refuse: shapes that do not fit, arguments of other shapes than the inputs', and
/// borders that there are not.
struct ConvolutionRefusal: Decodable {
  private let what: String
  private let input: VectorShape?
  private let filters: VectorShape?
  private let bad_inputs: [VectorShape]?
  private let bad_filters: [VectorShape]?
  private let border_modes: [BorderMode]?

  var vectorCases: [VectorCase] {
    var cases: [VectorCase] = []
    if let input, let filters {
      cases.append(
        .refusal("must_raise: \(what)") {
          try requireWellFormed(conv2d(zeros(input.shape), filters: zeros(filters.shape)))
        })
    }
    let declared = what.matches(of: #/\((\d+(?:,\d+)+)\)/#).map { match in
      Shape(match.output.1.split(separator: ",").compactMap { Int($0) })
    }
    if declared.count == 2 {
      let (input, filters) = (declared[0], declared[1])
      cases += (bad_inputs ?? []).map { bad in
        VectorCase(
          "must_raise: an input \(bad.shape)",
          ShapeRefusal(declared: (input, filters), passed: (bad.shape, filters)))
      }
      cases += (bad_filters ?? []).map { bad in
        VectorCase(
          "must_raise: filters \(bad.shape)",
          ShapeRefusal(declared: (input, filters), passed: (input, bad.shape)))
      }
    }
    for (number, mode) in (border_modes ?? []).enumerated() {
      cases.append(borderRefusal("must_raise: \(what) \(number)", mode))
    }
    return cases
  }

  private func borderRefusal(_ name: String, _ mode: BorderMode) -> VectorCase {
    do {
      let padding = try mode.padding
      return .refusal(name) {
        try requireWellFormed(
          conv2d(zeros([1, 1, 8, 8]), filters: zeros([1, 1, 3, 3]), padding: padding))
      }
    } catch {
      return VectorCase(name, refusedBy: error.refusal)
    }
  }
}

/// Arguments of other shapes than those that a function was made for.
private struct ShapeRefusal: ProgramCase {
  let declared: (input: Shape, filters: Shape)
  let passed: (input: Shape, filters: Shape)

  // No number is compared.
  var tolerances: Tolerances { .exact }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    let x = Tensor<Scalar>.placeholder("x", shape: declared.input)
    let w = Tensor<Scalar>.placeholder("w", shape: declared.filters)
    let function = try engine.function(
      "convolution", inputs: [x, w], outputs: [conv2d(x, filters: w)])
    do {
      _ = try function.call([
        NDArray<Scalar>(repeating: 0, shape: passed.input),
        NDArray<Scalar>(repeating: 0, shape: passed.filters),
      ])
      return ["was not refused"]
    } catch is ModelError {
      return []
    } catch is CallError {
      return []
    }
  }
}

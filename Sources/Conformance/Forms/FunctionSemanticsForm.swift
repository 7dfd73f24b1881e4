import Compiler
import Diagnostics
import Frontend

extension VectorForm {
  /// Scripts of calls with updates, givens and defaults; calls to refuse; gradients.
  static let functionSemantics = VectorForm(
    fileName: "function_semantics.json", marks: ["cases/script", "downcast", "gradients"],
    // The words and the types of another library's errors.
    remarks: ["message_contains", "type"]
  ) { file in
    let content = try file.decode(as: FunctionSemanticsFile.self)
    return content.cases.vectorCases { [VectorCase($0.name, $0)] }
      + content.must_raise.vectorCases { [functionRefusal($0.what)] }
      + content.downcast.vectorCases { try $0.vectorCases }
      + content.gradients.vectorCases { [try $0.vectorCase] }
  }
}

private struct FunctionSemanticsFile: Decodable {
  let cases: Section<FunctionScript>?
  let must_raise: Section<RefusalDescription>?
  let downcast: Section<DowncastVector>?
  let gradients: Section<GradientVector>?
}

/// Something to refuse, in words.
struct RefusalDescription: Decodable {
  let what: String
}

/// Calls with integers that their inputs are too narrow for.
///
/// Croton has no elements of 8 or 16 bits. What may be passed is run with 32 bits, and what is wider
/// than its input is refused there too.
private struct DowncastVector: Decodable {
  let out: String
  let inputs: [String: String]
  /// Pairs of arguments and the result.
  let allow_true: [[VectorValue]]?
  let allow_false_ok: [[VectorValue]]?
  /// Arguments.
  let allow_false_raises: [[VectorValue]]?

  /// - Throws: `VectorFileError` where the formula is not understood.
  var vectorCases: [VectorCase] {
    get throws {
      guard try Formula(out).isSum(of: inputs.keys.sorted()) else {
        return [VectorCase("downcast \(out)", skipped: "expected the sum of all inputs")]
      }
      return sumCases
    }
  }

  private var sumCases: [VectorCase] {
    func named(_ kind: String, _ number: Int) -> String { "downcast \(kind) \(number)" }
    return (allow_true ?? []).indices.map { number in
      VectorCase(named("allow_true", number), refusedBy: .narrowIntegers)
    }
      + (allow_false_ok ?? []).enumerated().map { number, pair in
        let name = named("allow_false_ok", number)
        guard pair.count == 2, let arguments = pair[0].list, let expected = pair[1].array else {
          return VectorCase(
            name,
            malformed: .malformed(place: "downcast", reason: "expected arguments and a result"))
        }
        return VectorCase(
          name, DowncastCase(names: inputs.keys.sorted(), arguments: arguments, expected: expected))
      }
      + (allow_false_raises ?? []).enumerated().map { number, arguments in
        VectorCase(
          named("allow_false_raises", number),
          DowncastCase(
            names: inputs.keys.sorted(), arguments: arguments, expected: nil))
      }
  }
}

extension Formula {
  /// Whether the formula adds each of the names, which are in alphabetical order, once.
  fileprivate func isSum(of names: [String]) -> Bool {
    func terms(_ formula: Formula) -> [String]? {
      switch formula {
      case .name(let name): return [name]
      case .operation("+", let left, let right):
        guard let left = terms(left), let right = terms(right) else { return nil }
        return left + right
      default: return nil
      }
    }
    return terms(self)?.sorted() == names
  }
}

/// The sum of arguments that are too wide or not.
private struct DowncastCase: ProgramCase {
  /// The inputs, in the order of the arguments.
  let names: [String]
  let arguments: [VectorValue]
  /// The result, or `nil` where the call has to be refused.
  let expected: GivenArray?

  // No real numbers are computed.
  var tolerances: Tolerances { Tolerances(double: .exact, float: nil) }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    // What the file describes in words is an array of too wide elements.
    let arrays = arguments.map { $0.array ?? GivenArray(shape: [1], values: [6]) }
    guard arrays.count == names.count else {
      throw VectorFileError.malformed(
        place: "downcast", reason: "expected \(names.count) arguments, got \(arrays.count)")
    }
    let placeholders = zip(names, arrays).map {
      Tensor<Int32>.placeholder($0, shape: $1.shape)
    }
    let sum = placeholders.dropFirst().reduce(placeholders[0]) { $0 + $1 }
    let function = try engine.function("downcast", inputs: placeholders, outputs: [sum])
    guard let expected else {
      let wide = try arrays.map { try integers($0, of: Int64.self) }
      do {
        _ = try function.call(wide)
        return ["elements of 64 bits were taken for inputs of 32 bits"]
      } catch is ModelError {
        return []
      } catch is CallError {
        return []
      }
    }
    let result = try function.call(arrays.map { try integers($0, of: Int32.self) })
    return ExpectedArray(expected).difference(from: result[0], .exact, precision).map { [$0] } ?? []
  }

  private func integers<Integer: IntegerTensorScalar>(
    _ array: GivenArray, of type: Integer.Type
  ) throws -> NDArray<Integer> {
    try NDArray(
      shape: array.shape,
      scalars: array.values.map { value in
        guard let integer = Integer(exactly: value) else {
          throw VectorFileError.malformed(
            place: "downcast", reason: "\(value) is no whole number of this type")
        }
        return integer
      })
  }
}

import Frontend
import GraphIR

extension VectorForm {
  /// Pooling: four modes, both border rules, strides, padding and gradients.
  static let pooling = VectorForm(
    fileName: "pool.json", marks: ["doc_example", "cases/mode"]
  ) { file in
    let content = try file.decode(as: PoolingFile.self)
    let tolerances = content.tolerance ?? .exact
    return content.cases.vectorCases { $0.vectorCases(tolerances) }
      + content.doc_example.vectorCases { try $0.vectorCases }
      + content.literals.vectorCases(\.vectorCases)
      + content.must_raise.vectorCases { [poolingRefusal($0.what)] }
  }
}

private struct PoolingFile: Decodable {
  let tolerance: Tolerances?
  let cases: Section<PoolingVector>?
  let doc_example: Attempt<PrintedPooling>?
  let literals: Section<PoolingLiteral>?
  let must_raise: Section<RefusalDescription>?
}

private struct PoolingVector: Decodable, Sendable {
  let name: String
  let ws: Pair
  let stride: Pair?
  let pad: Pair
  let ignore_border: Bool
  let mode: String
  let input: GivenArray
  let output: ExpectedArray
  let gz: GivenArray?
  let grad_input: ExpectedArray?

  func vectorCases(_ tolerances: Tolerances) -> [VectorCase] {
    let mode: Pooling.Mode
    switch self.mode {
    case "max": mode = .max
    case "sum": mode = .sum
    case "average_inc_pad": mode = .averageIncludingPadding
    case "average_exc_pad": mode = .averageExcludingPadding
    default: return [VectorCase(name, refusedBy: .unknownPoolingMode)]
    }
    let output = PoolingCase(vector: self, mode: mode, gz: nil, tolerances: tolerances)
    guard let gz else { return [VectorCase(name, output)] }
    // An average is one rounded quotient; the gradient of overlapping averages adds several.
    let isAverage = mode == .averageIncludingPadding || mode == .averageExcludingPadding
    let gradient = PoolingCase(
      vector: self, mode: mode, gz: gz, tolerances: isAverage ? tolerances.rounded : tolerances)
    return [VectorCase(name, output), VectorCase("\(name): gradient", gradient)]
  }
}

/// The output of a pooling, or its gradient.
private struct PoolingCase: GraphCase {
  let vector: PoolingVector
  let mode: Pooling.Mode
  /// The gradient of the output, where that of the input is expected.
  let gz: GivenArray?
  let tolerances: Tolerances

  var givens: [GivenArray] { [vector.input] + (gz.map { [$0] } ?? []) }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try vector.input.shared("x", of: type)
    let pooled = x.pool2d(
      vector.ws.tuple, stride: vector.stride?.tuple, padding: vector.pad.tuple, mode: mode,
      ignoreBorder: vector.ignore_border, allowsEmpty: true)
    guard let gz else {
      return [Expectation(what: "output", tensor: pooled, expected: vector.output)]
    }
    let known = KnownGradient(pooled, try gz.shared("gz", of: type))
    let gradients = try gradient(of: [], withRespectTo: [x], knownGradients: [known])
    return vector.grad_input.map {
      [Expectation(what: "grad_input", tensor: gradients[0], expected: $0)]
    } ?? []
  }
}

/// Something that pooling has to refuse, recognised by its description.
private func poolingRefusal(_ description: String) -> VectorCase {
  let name = "must_raise: \(description)"
  if description.hasPrefix("pad") && description.contains("ignore_border=False") {
    return .refusal(name) {
      try requireWellFormed(
        zeros([4, 4]).pool2d((2, 2), padding: (1, 1), ignoreBorder: false))
    }
  }
  if description.contains("rank < 2") {
    return .refusal(name) { try requireWellFormed(zeros([4]).pool2d((2, 2))) }
  }
  if description.contains("unknown mode") {
    return VectorCase(name, refusedBy: .unknownPoolingMode)
  }
  return VectorCase(name, skipped: "this description is not known")
}

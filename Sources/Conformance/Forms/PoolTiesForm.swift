import Frontend

extension VectorForm {
  /// What tied maxima get: all of them the whole gradient.
  static let poolTies = VectorForm(
    fileName: "pool_ties.json", marks: ["rule", "cases/grad_input_theano"],
    remarks: ["rule", "nan_note"]
  ) { file in
    try file.decode(as: PoolTiesFile.self).cases.vectorCases { [try $0.vectorCase] }
  }
}

private struct PoolTiesFile: Decodable {
  let cases: Section<PoolTieCase>?
}

private struct PoolTieCase: Decodable, GraphCase {
  let name: String
  let input: GivenArray
  let ws: Pair
  let ignore_border: Bool
  let stride: Pair?
  let gz: GivenArray
  let output: ExpectedArray
  let grad_input_theano: ExpectedArray
  /// What another rule gives. It differs where maxima are tied, so that nothing follows both.
  let grad_input_first_max_NOT_THEANO: GivenArray?

  /// - Throws: `VectorFileError` where the rules are for inputs of different shapes.
  var vectorCase: VectorCase {
    get throws {
      if let other = grad_input_first_max_NOT_THEANO, other.shape != grad_input_theano.shape {
        throw VectorFileError.malformed(
          place: "grad_input_first_max_NOT_THEANO",
          reason: "expected the shape \(grad_input_theano.shape), got \(other.shape)")
      }
      return VectorCase(name, self)
    }
  }

  var givens: [GivenArray] { [input, gz] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try input.shared("x", of: type)
    let pooled = x.maxPool2d(ws.tuple, stride: stride?.tuple, ignoreBorder: ignore_border)
    let cost = try (pooled * gz.shared("gz", of: type)).sum()
    return [
      Expectation(what: "output", tensor: pooled, expected: output),
      Expectation(
        what: "gradient", tensor: try gradient(of: cost, withRespectTo: [x])[0],
        expected: grad_input_theano),
    ]
  }
}

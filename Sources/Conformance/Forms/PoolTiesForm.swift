import Croton

extension VectorForm {
  /// What tied maxima get: all of them the whole gradient.
  static let poolTies = VectorForm(
    fileName: "pool_ties.json", marks: ["rule", "cases/grad_input_theano"]
  ) { file in
    try file.decode(as: PoolTiesFile.self).cases?.map { VectorCase($0.name, $0) } ?? []
  }
}

private struct PoolTiesFile: Decodable {
  let cases: [PoolTieCase]?
}

private struct PoolTieCase: Decodable, GraphCase {
  let name: String
  let input: GivenArray
  let ws: Pair
  let ignore_border: Bool
  let stride: Pair?
  let gz: GivenArray
  let output: WantedArray
  let grad_input_theano: WantedArray

  var givens: [GivenArray] { [input, gz] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try input.shared("x", of: type)
    let pooled = x.maxPool2d(ws.tuple, stride: stride?.tuple, ignoreBorder: ignore_border)
    let cost = try (pooled * gz.shared("gz", of: type)).sum()
    return [
      Expectation(what: "output", tensor: pooled, wanted: output),
      Expectation(
        what: "gradient", tensor: try gradient(of: cost, withRespectTo: [x])[0],
        wanted: grad_input_theano),
    ]
  }
}

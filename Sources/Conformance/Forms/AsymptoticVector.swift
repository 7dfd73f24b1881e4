import Frontend
import Interpreter

/// A hundred steps along the gradient of a cross-entropy, so long that logits become extreme.
struct AsymptoticVector: Decodable, ProgramCase {
  let step: Double
  private let sign: Double
  private let final_cost: ExpectedArray
  private let must_equal: Double?
  private let must_exceed: Double?
  private let g00: Double?
  private let g01: Double?

  // The test that it restates is one of Float; the cost grows with every step's rounding.
  var tolerances: Tolerances {
    Tolerances(double: Tolerance(relative: 1e-9), float: Tolerance(relative: 1e-4))
  }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    let size = 5
    var engine = engine
    engine.options.optimization = .full
    let x = Shared("x", try NDArray<Scalar>(repeating: 0, shape: [size, size]))
    let y = Shared("y", NDArray((0..<Int64(size)).map { $0 }))
    let cost = -x.softmax().log().gathered(byLabel: y).sum()
    let gradients = try gradient(of: cost, withRespectTo: [x])
    let train = try engine.function(
      "asymptotic", outputs: [cost, gradients[0]],
      updates: [Update(x, to: x + Scalar(sign * step) * gradients[0])])
    var last: [NumericArray] = []
    for _ in 0..<100 { last = try train.call([]) }

    let tolerance = tolerances[precision] ?? .exact
    let comparison = Comparison(tolerance: tolerance, precision: precision)
    let found = last[0].values[0]
    var differences: [String] = []
    if let difference = final_cost.difference(from: last[0], tolerance, precision) {
      differences.append("final cost: \(difference)")
    }
    if let must_equal, found != must_equal {
      differences.append("got final cost \(found), expected exactly \(must_equal)")
    }
    if let must_exceed, !(found > must_exceed) {
      differences.append("got final cost \(found), expected more than \(must_exceed)")
    }
    for (name, expected, position) in [("g00", g00, 0), ("g01", g01, 1)] {
      if let expected, !comparison.accepts(last[1].values[position], expected) {
        differences.append("got \(name) \(last[1].values[position]), expected \(expected)")
      }
    }
    return differences
  }
}

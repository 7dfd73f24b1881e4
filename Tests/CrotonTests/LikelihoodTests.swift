import Croton
import TestSupport
import Testing

/// The negative log-likelihood of a softmax, however it is written: of every logit the right finite
/// cost and gradient, in compiled code.
@Suite struct LikelihoodTests {
  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let logits: VectorArray
      let labels: [Int32]
      let nll_rows: VectorArray
      let nll_mean: Double
      let grad_mean_nll_wrt_logits: VectorArray
      let grad_sum_nll_wrt_logits: VectorArray
    }
    let cases: [Case]
  }

  /// The ways in which the sum, or with `mean` the mean, can be written.
  static let forms:
    [@Sendable (Tensor<Double>, Tensor<Int32>, (Tensor<Double>) -> Tensor<Double>)
      -> Tensor<Double>] = [
        { p, y, total in total(-p.gathered(byLabel: y).log()) },
        { p, y, total in -total(p.gathered(byLabel: y).log()) },
        { p, y, total in -total(p.log().gathered(byLabel: y)) },
        { p, y, total in total((-p.log()).gathered(byLabel: y)) },
        { p, y, total in total(crossEntropy(p, labels: y)) },
      ]

  @Test(arguments: 0..<5, [false, true])
  func isFiniteHoweverItIsWritten(form: Int, isMean: Bool) throws {
    let cases = try Vectors.load("softmax_nll.json", as: File.self).cases
    #expect(!cases.isEmpty)
    for vector in cases {
      let shape = Shape(vector.logits.shape)
      let x = Tensor<Double>.placeholder("x", shape: shape)
      let y = Tensor<Int32>.placeholder("y", shape: [shape[0]])
      let b = Shared("b", try NDArray<Double>(repeating: 0, shape: [shape[1]]))
      for logits in [x.tensor, x + b, b + x] {
        let cost = Self.forms[form](logits.softmax(), y) { isMean ? $0.mean() : $0.sum() }
        let gradients = try gradient(of: cost, withRespectTo: [x])
        let f = try function("nll", inputs: [x, y], outputs: [cost, gradients[0]])
        let operations = f.generated.optimizedGraph.nodes.map(\.operation)
        #expect(!operations.contains(.softmaxGradient))
        #expect(operations.count { $0 == .logSoftmax } == 1)
        let outputs = try f(
          NDArray(shape: shape, scalars: vector.logits.values), NDArray<Int32>(vector.labels))
        let total = vector.nll_rows.values.reduce(0, +)
        let expected = isMean ? vector.nll_mean : total
        let found = try outputs[cost].scalar ?? .nan
        #expect(abs(found - expected) <= 1e-12 * abs(expected), "\(vector.name)")
        let slope = isMean ? vector.grad_mean_nll_wrt_logits : vector.grad_sum_nll_wrt_logits
        let difference = slope.difference(
          from: try outputs[gradients[0]].scalars, relative: 1e-12, absolute: 1e-15)
        #expect(difference == nil, "\(vector.name)")
      }
    }
  }

  /// A hundred steps so large that logits are in the ten thousands: downhill the cost is 0 at once,
  /// uphill it grows with the logits (Theano's `test_asymptotic_32`).
  @Test(arguments: [Float(-100.3), 100_000.3])
  func staysRightFarOut(rate: Float) throws {
    let x = Shared("x", try NDArray<Float>(repeating: 0, shape: [5, 5]))
    let y = Tensor<Int32>.constant(NDArray([0, 1, 2, 3, 4]))
    let cost = (-x.tensor.softmax().gathered(byLabel: y).log()).sum()
    let gradients = try gradient(of: cost, withRespectTo: [x])
    let step = try function(
      "step", outputs: [cost, gradients[0]], updates: [Update(x, to: x + rate * gradients[0])])
    var last = try step()
    for _ in 1..<100 { last = try step() }
    let found = try last[cost].scalar ?? .nan
    let slopes = try last[gradients[0]].scalars
    if rate < 0 {
      #expect(found == 0)
    } else {
      #expect(found > 61_750_000 && found.isFinite)
      #expect(slopes[0] == -1)
      #expect(slopes[1] == 0.25)
    }
  }
}

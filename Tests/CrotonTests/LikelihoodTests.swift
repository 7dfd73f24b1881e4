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
    // Logits of their own for each, so that all can be compiled as one function and have nothing in
    // common.
    let likelihoods = try cases.flatMap { vector in
      try (0..<3).map { try Likelihood(vector, bias: $0, form: Self.forms[form], isMean: isMean) }
    }
    let f = try function(
      "nll", outputs: likelihoods.flatMap { [$0.cost, $0.gradient] })
    let operations = f.generated.optimizedGraph.nodes.map(\.operation)
    #expect(!operations.contains(.softmaxGradient))
    #expect(operations.count { $0 == .logSoftmax } == likelihoods.count)
    let outputs = try f()
    for (vector, cost, gradient) in likelihoods.map({ ($0.vector, $0.cost, $0.gradient) }) {
      let total = vector.nll_rows.values.reduce(0, +)
      let expected = isMean ? vector.nll_mean : total
      let found = try outputs[cost].scalar ?? .nan
      #expect(abs(found - expected) <= 1e-12 * abs(expected), "\(vector.name)")
      let slope = isMean ? vector.grad_mean_nll_wrt_logits : vector.grad_sum_nll_wrt_logits
      let difference = slope.difference(
        from: try outputs[gradient].scalars, relative: 1e-12, absolute: 1e-15)
      #expect(difference == nil, "\(vector.name)")
    }
  }

  /// A form of the likelihood of a case.
  private struct Likelihood {
    let vector: File.Case
    let cost: Tensor<Double>
    let gradient: Tensor<Double>

    /// - Parameter bias: whether zeros are added to the logits: 0 for no, 1 on the right, 2 on the left.
    init(
      _ vector: File.Case, bias: Int,
      form: (Tensor<Double>, Tensor<Int32>, (Tensor<Double>) -> Tensor<Double>) -> Tensor<Double>,
      isMean: Bool
    ) throws {
      self.vector = vector
      let shape = Shape(vector.logits.shape)
      let x = Shared("x", try NDArray(shape: shape, scalars: vector.logits.values))
      let y = Shared("y", NDArray<Int32>(vector.labels))
      let b = Shared("b", try NDArray<Double>(repeating: 0, shape: [shape[1]]))
      let logits = [x.tensor, x + b, b + x][bias]
      cost = form(logits.softmax(), y.tensor) { isMean ? $0.mean() : $0.sum() }
      gradient = try Croton.gradient(of: cost, withRespectTo: [x])[0]
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

import Frontend

extension VectorForm {
  /// Softmax, log-softmax and cross-entropy, with extreme logits.
  static let softmax = VectorForm(
    fileName: "softmax_nll.json",
    marks: ["asymptotic", "categorical_1hot", "sigmoid", "optimiser_expectations", "cases/logits"],
    // Another library's operations, in words.
    remarks: ["forward", "gradient"]
  ) { file in
    let content = try file.decode(as: SoftmaxFile.self)
    let tolerances = content.tolerance ?? .exact
    return content.cases.vectorCases { $0.vectorCases(tolerances) }
      + content.asymptotic.vectorCases { asymptotic in
        asymptotic.runs.vectorCases { [VectorCase("asymptotic \($0.step)", $0)] }
      }
      + content.categorical_1hot.vectorCases {
        [VectorCase("categorical_1hot", LabelledCase(content: $0, tolerances: tolerances))]
      }
      + content.sigmoid.vectorCases { [VectorCase("sigmoid", $0)] }
      + content.must_raise.vectorCases { [classificationRefusal($0.what)] }
      + content.optimiser_expectations.vectorCases { $0.vectorCases }
  }
}

private struct SoftmaxFile: Decodable {
  struct Asymptotic: Decodable { let runs: Section<AsymptoticVector>? }

  let tolerance: Tolerances?
  let cases: Section<SoftmaxVector>?
  let asymptotic: Attempt<Asymptotic>?
  let categorical_1hot: Attempt<LabelledCase.Content>?
  let sigmoid: Attempt<SigmoidVector>?
  let must_raise: Section<RefusalDescription>?
  let optimiser_expectations: Section<StabilizationVector>?
}

private struct SoftmaxVector: Decodable, Sendable {
  let name: String
  let logits: GivenArray
  let labels: [Int64]
  let softmax: ExpectedArray?
  let logsoftmax: ExpectedArray?
  let nll_rows: ExpectedArray?
  let nll_mean: ExpectedArray?
  let grad_mean_nll_wrt_logits: ExpectedArray?
  let grad_sum_nll_wrt_logits: ExpectedArray?
  let argmax_of_softmax: ExpectedArray?
  let argmax_of_logits: ExpectedArray?
  let errors_mean: ExpectedArray?
  /// What comes out where the logarithm meets the probabilities as they are.
  let unstabilised_mean_nll: ExpectedArray?

  func vectorCases(_ tolerances: Tolerances) -> [VectorCase] {
    [VectorCase(name, SoftmaxCase(vector: self, tolerances: tolerances))]
      + (unstabilised_mean_nll.map { expected in
        [
          VectorCase(
            "\(name): unstabilised",
            UnstabilisedCase(vector: self, expected: expected, tolerances: tolerances))
        ]
      } ?? [])
  }
}

/// Everything that follows from logits and labels.
private struct SoftmaxCase: GraphCase {
  let vector: SoftmaxVector
  let tolerances: Tolerances

  var givens: [GivenArray] { [vector.logits] }
  // Without the passes, extreme logits give infinities.
  var dependsOnPasses: Bool { true }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let logits = try vector.logits.shared("logits", of: type)
    let labels = Shared("labels", NDArray(vector.labels))
    let probabilities = logits.softmax()
    let rows = -probabilities.log().gathered(byLabel: labels)
    let mean = rows.mean()
    let predictions = probabilities.argmax(axis: 1)
    let wrong = (predictions .!= labels).cast(to: Scalar.self)
    let meanGradients = try gradient(of: mean, withRespectTo: [logits])
    let sumGradients = try gradient(of: rows.sum(), withRespectTo: [logits])
    let expected: [(String, any TensorConvertible, ExpectedArray?)] = [
      ("softmax", probabilities, vector.softmax),
      ("logsoftmax", probabilities.log(), vector.logsoftmax),
      ("nll_rows", rows, vector.nll_rows),
      ("nll_mean", mean, vector.nll_mean),
      ("grad_mean_nll_wrt_logits", meanGradients[0], vector.grad_mean_nll_wrt_logits),
      ("grad_sum_nll_wrt_logits", sumGradients[0], vector.grad_sum_nll_wrt_logits),
      ("argmax_of_softmax", predictions, vector.argmax_of_softmax),
      ("argmax_of_logits", logits.argmax(axis: 1), vector.argmax_of_logits),
      ("errors_mean", wrong.mean(), vector.errors_mean),
    ]
    return expected.compactMap { what, tensor, expected in
      expected.map { Expectation(what: what, tensor: tensor, expected: $0) }
    }
  }
}

/// The cost without the pass that makes it finite.
private struct UnstabilisedCase: ProgramCase {
  let vector: SoftmaxVector
  let expected: ExpectedArray
  let tolerances: Tolerances

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    var engine = engine
    engine.options.optimization = .none
    let logits = try vector.logits.shared("logits", of: type)
    let labels = Shared("labels", NDArray(vector.labels))
    let mean = -logits.softmax().log().gathered(byLabel: labels).mean()
    let function = try engine.function("unstabilised", outputs: [mean])
    return expected.difference(
      from: try function.call([])[0], tolerances[precision] ?? .exact, precision
    ).map { [$0] } ?? []
  }
}

/// The cross-entropy of probabilities and labels.
private struct LabelledCase: GraphCase {
  struct Content: Decodable, Sendable {
    let p: GivenArray
    let labels: [Int64]
    let crossentropy: ExpectedArray
  }

  let content: Content
  let tolerances: Tolerances

  var givens: [GivenArray] { [content.p] }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let labels = Shared("labels", NDArray(content.labels))
    let entropy = crossEntropy(try content.p.shared("p", of: type), labels: labels)
    return [Expectation(what: "crossentropy", tensor: entropy, expected: content.crossentropy)]
  }
}

/// The logistic function far from 0.
private struct SigmoidVector: Decodable, GraphCase {
  let x: GivenArray
  let exact_sigmoid: ExpectedArray

  var givens: [GivenArray] { [x] }
  // As the file has it: the library that it compares with cuts the function off.
  var tolerances: Tolerances {
    Tolerances(double: Tolerance(absolute: 1e-8), float: Tolerance(absolute: 1e-6))
  }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let result = try x.shared("x", of: type).sigmoid()
    return [Expectation(what: "sigmoid", tensor: result, expected: exact_sigmoid)]
  }
}

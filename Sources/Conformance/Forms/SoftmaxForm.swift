import Croton

extension VectorForm {
  /// Softmax, log-softmax and cross-entropy, with extreme logits.
  static let softmax = VectorForm(
    fileName: "softmax_nll.json",
    marks: ["asymptotic", "categorical_1hot", "sigmoid", "optimiser_expectations", "cases/logits"]
  ) { file in
    let content = try file.decode(as: SoftmaxFile.self)
    return (content.cases ?? []).map {
      VectorCase($0.name, SoftmaxCase(content: $0, tolerances: content.tolerance ?? .exact))
    }
  }
}

private struct SoftmaxFile: Decodable {
  let tolerance: Tolerances?
  let cases: [SoftmaxCase.Content]?
}

/// Everything that follows from logits and labels.
private struct SoftmaxCase: GraphCase {
  struct Content: Decodable, Sendable {
    let name: String
    let logits: GivenArray
    let labels: [Int64]
    let softmax: WantedArray?
    let logsoftmax: WantedArray?
    let nll_rows: WantedArray?
    let nll_mean: WantedArray?
    let grad_mean_nll_wrt_logits: WantedArray?
    let grad_sum_nll_wrt_logits: WantedArray?
    let argmax_of_softmax: WantedArray?
    let argmax_of_logits: WantedArray?
    let errors_mean: WantedArray?
  }

  let content: Content
  let tolerances: Tolerances

  var givens: [GivenArray] { [content.logits] }
  // Without the passes, extreme logits give infinities.
  var dependsOnPasses: Bool { true }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let logits = try content.logits.shared("logits", of: type)
    let labels = Shared("labels", NDArray(content.labels))
    let probabilities = logits.softmax()
    let rows = -probabilities.log().gathered(byLabel: labels)
    let mean = rows.mean()
    let predictions = probabilities.argmax(axis: 1)
    let wrong = (predictions .!= labels).cast(to: Scalar.self)
    let wanted: [(String, any TensorConvertible, WantedArray?)] = [
      ("softmax", probabilities, content.softmax),
      ("logsoftmax", probabilities.log(), content.logsoftmax),
      ("nll_rows", rows, content.nll_rows),
      ("nll_mean", mean, content.nll_mean),
      (
        "grad_mean_nll_wrt_logits", try gradient(of: mean, withRespectTo: [logits])[0],
        content.grad_mean_nll_wrt_logits
      ),
      (
        "grad_sum_nll_wrt_logits", try gradient(of: rows.sum(), withRespectTo: [logits])[0],
        content.grad_sum_nll_wrt_logits
      ),
      ("argmax_of_softmax", predictions, content.argmax_of_softmax),
      ("argmax_of_logits", logits.argmax(axis: 1), content.argmax_of_logits),
      ("errors_mean", wrong.mean(), content.errors_mean),
    ]
    return wanted.compactMap { what, tensor, wanted in
      wanted.map { Expectation(what: what, tensor: tensor, wanted: $0) }
    }
  }
}

import Frontend
import NeuralNetworks

/// Something that a classifier's cost or errors have to refuse, recognised by its description.
func classificationRefusal(_ description: String) -> VectorCase {
  let name = "must_raise: \(description)"
  if description.hasPrefix("label") {
    return VectorCase(name, LabelRefusal())
  }
  if description.contains("y.ndim != y_pred.ndim") {
    return .refusal(name) {
      let layer = try LogisticRegression("layer", input: zeros([3, 4]), inputs: 4, classes: 2)
      let labels = Shared("labels", try NDArray<Int32>(repeating: 0, shape: [3, 1]))
      try requireWellFormed(layer.errors(labels))
    }
  }
  if description.contains("dtype that does not start with 'int'") {
    return VectorCase(name, refusedBy: .fractionalLabels)
  }
  return VectorCase(name, skipped: "this description is not known")
}

/// Labels that no class has, in a cost and in its gradient.
private struct LabelRefusal: ProgramCase {
  // No number is compared.
  var tolerances: Tolerances { .exact }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    let classes = 3
    var engine = engine
    engine.options.optimization = .full
    let logits = Shared("logits", try NDArray<Scalar>(repeating: 0, shape: [2, classes]))
    let labels = Tensor<Int32>.placeholder("labels", shape: [2])
    let cost = -logits.softmax().log().gathered(byLabel: labels).mean()
    let gradients = try gradient(of: cost, withRespectTo: [logits])
    let functions = [
      ("cost", try engine.function("cost", inputs: [labels], outputs: [cost])),
      ("gradient", try engine.function("gradient", inputs: [labels], outputs: gradients)),
    ]
    return functions.flatMap { name, function in
      [-1, Int32(classes)].compactMap { label in
        do {
          _ = try function.call([NDArray([0, label])])
          return "the \(name) took the label \(label)"
        } catch {
          return nil
        }
      }
    }
  }
}

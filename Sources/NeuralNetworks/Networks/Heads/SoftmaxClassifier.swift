import Frontend
import GraphIR

/// The head of a classifier: a fully connected layer to one logit per class, their softmax, and the
/// cross-entropy as the cost.
public struct SoftmaxClassifier: NetworkHead, PredefinedLayer {
  let classes: Int?
  let labelSmoothing: Float
  let initializer: Initializer
  /// What the layer is called; `softmaxClassifier` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - classes: the number of classes; that of the data unless given.
  ///   - labelSmoothing: the part of the target distribution that is spread evenly over all classes
  ///     (Szegedy et al., 2016).
  ///   - initializer: the initial weights; Glorot's unless given.
  ///   - name: what the layer is called in names of parameters.
  public init(
    classes: Int? = nil, labelSmoothing: Float = 0, initializer: Initializer = .glorot,
    name: String? = nil
  ) {
    self.classes = classes
    self.labelSmoothing = labelSmoothing
    self.initializer = initializer
    self.name = name
  }

  /// Classification.
  public static var task: LearningTask { .classification }

  /// The logits, (N, classes).
  ///
  /// - Throws: `ModelError` if the data has another number of classes or none, or the input does
  ///   not consist of feature vectors.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard labelSmoothing >= 0, labelSmoothing < 1 else {
      throw context.error(.smoothing(labelSmoothing))
    }
    return try Dense(context.classes(expected: classes), initializer: initializer)
      .output(of: input, in: &context)
  }

  /// The probabilities, the predictions and the cost, from the logits.
  public func expressions(
    from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
  ) -> ModelExpressions {
    let (file, line) = (context.location.file, context.location.line)
    let logarithms = output.logSoftmax(file: file, line: line)
    let likelihood = logarithms.gathered(byLabel: batch.labels, file: file, line: line)
      .mean(file: file, line: line)
    let cost =
      labelSmoothing == 0
      ? -likelihood
      : -((1 - labelSmoothing) * likelihood
        + labelSmoothing * logarithms.mean(file: file, line: line))
    return ModelExpressions(cost: cost, scores: output, in: context)
  }
}

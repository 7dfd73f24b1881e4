import Frontend
import GraphIR

/// The head of a classifier by margins: a fully connected layer to one score per class, with the
/// multi-class hinge loss as the cost (Weston and Watkins, 1999; PyTorch's `MultiMarginLoss`).
///
/// The cost is the mean over the examples of `sum(max(0, 1 - right + wrong)) / classes`, where
/// `right` is the score of the right class, and the sum is over the scores `wrong` of the others.
/// The probabilities are the softmax of the scores.
public struct HingeClassifier: NetworkHead, PredefinedLayer {
  let classes: Int?
  let initializer: Initializer
  /// What the layer is called; `hingeClassifier` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - classes: the number of classes; that of the data unless given.
  ///   - initializer: the initial weights; Glorot's unless given.
  ///   - name: what the layer is called in names of parameters.
  public init(classes: Int? = nil, initializer: Initializer = .glorot, name: String? = nil) {
    self.classes = classes
    self.initializer = initializer
    self.name = name
  }

  /// Classification.
  public static var task: LearningTask { .classification }

  /// The scores, (N, classes).
  ///
  /// - Throws: `ModelError` if the data has another number of classes or none, or the input does
  ///   not consist of feature vectors.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    try Dense(context.classes(expected: classes), initializer: initializer)
      .output(of: input, in: &context)
  }

  /// The probabilities, the predictions and the cost, from the scores.
  public func expressions(
    from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
  ) -> ModelExpressions {
    let (file, line) = (context.location.file, context.location.line)
    let right = output.gathered(byLabel: batch.labels, file: file, line: line)
      .dimshuffle(0, nil, file: file, line: line)
    let margins = (1 - right + output).rectified(file: file, line: line)
    let isRight: Tensor<Float> = oneHot(
      batch.labels, classes: batch.classes, file: file, line: line)
    let cost = (margins * (1 - isRight)).mean(file: file, line: line)
    return ModelExpressions(cost: cost, scores: output, in: context)
  }
}

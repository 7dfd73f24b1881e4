import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// The error of each example of a minibatch, (N,), for validation and test.
enum ExampleErrors {
  /// Whether the predicted class is wrong.
  case wrong(Tensor<Bool>)
  /// The mean squared error of the predicted numbers.
  case squared(Tensor<Float>)

  /// The errors of a model's predictions.
  init(of expressions: ModelExpressions, on batch: Batch) {
    let location = expressions.location
    switch (expressions.prediction, batch.target) {
    case (.numbers(let found), .numbers(let expected, _)):
      self = SourceLocation.$asking.withValue(location) {
        .squared((found - expected).squared().mean(axes: [1]))
      }
    case (.classes, _), (.numbers, .classes):
      // A model that predicts numbers for classes is reported here, at its line.
      self = .wrong(
        wrongAnswers(
          in: expressions.predictions, batch.labels, file: location.file, line: location.line))
    }
  }

  /// The sum of the errors that count, a single number.
  ///
  /// - Parameter counted: which examples count, (N,); all unless given.
  func sum(of counted: Tensor<Bool>? = nil) -> any TensorConvertible {
    switch self {
    case .wrong(let isWrong):
      (counted.map { isWrong .& $0 } ?? isWrong).cast(to: Int64.self).sum().named("wrong")
    case .squared(let errors):
      (counted.map { $0.where(errors, else: Tensor<Float>.constant(0)) } ?? errors).sum()
        .named("squared_error")
    }
  }
}

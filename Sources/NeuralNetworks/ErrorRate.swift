import Diagnostics
import Frontend
import GraphIR

/// Whether each prediction (N,) is not the label (N,).
///
/// Labels of another shape are refused, though they might broadcast: the tutorial says "y should
/// have the same shape as self.y_pred".
package func wrongAnswers<Labels: TensorConvertible>(
  in predictions: Tensor<Int64>, _ labels: Labels, file: String, line: Int
) -> Tensor<Bool> where Labels.Scalar: IntegerTensorScalar {
  let location = SourceLocation(file: file, line: line)
  if let expected = predictions.shape, let found = labels.shape, expected != found {
    let mistake = OperandError.shapesDiffer(
      operation: "errors", operand: "labels", expected: expected, found: found)
    return Tensor(
      Expression(
        mistake: "\(mistake)", [predictions.expression, labels.tensor.expression],
        at: location))
  }
  return Tensor<Bool>(
    Expression(
      .notEqual,
      [predictions.expression, labels.cast(to: Int64.self, file: file, line: line).expression],
      at: location))
}

/// The fraction of predictions (N,) that are not the labels (N,).
func errorRate<Scalar: FloatingPointTensorScalar, Labels: TensorConvertible>(
  of predictions: Tensor<Int64>, _ labels: Labels, file: String, line: Int
) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
  wrongAnswers(in: predictions, labels, file: file, line: line)
    .cast(to: Scalar.self, file: file, line: line).mean(file: file, line: line).named("errors")
}

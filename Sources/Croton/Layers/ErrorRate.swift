import Diagnostics
import Frontend
import GraphIR

/// The fraction of predictions (N,) that are not the labels (N,).
///
/// Labels of another shape are refused, though they might broadcast: the tutorial says "y should have
/// the same shape as self.y_pred".
func errorRate<Scalar: FloatingPointTensorScalar, Labels: TensorConvertible>(
  of predictions: Tensor<Int64>, _ labels: Labels, file: String, line: Int
) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
  if let wanted = predictions.shape, let found = labels.shape, wanted != found {
    let mistake = OperandMistake.shapesDiffer(
      operation: "errors", operand: "labels", wanted: wanted, found: found)
    return Tensor(
      Expression(
        mistake: "\(mistake)", [predictions.expression, labels.tensor.expression],
        at: SourceLocation(file: file, line: line)))
  }
  let wrong = predictions .!= labels.cast(to: Int64.self, file: file, line: line)
  return wrong.cast(to: Scalar.self, file: file, line: line).mean(file: file, line: line)
    .named("errors")
}

import Diagnostics
import GraphIR

/// What a function is for: dropout and its like act in training alone.
public enum Mode: Sendable, Hashable, CaseIterable {
  /// The function trains: noise and dropout act.
  case training
  /// The function measures or predicts: noise and dropout are left out.
  case evaluation
}

/// One tensor in functions that train, and another one in functions that evaluate.
///
///     let noisy = images + 0.1 * noise.uniform([500, 784], from: -1, to: 1)
///     let input = inTraining(noisy, else: images)
///     let train = try compile(inputs: [images], outputs: [cost], updates: updates)
///     let predict = try compile(inputs: [images], outputs: [classes], mode: .evaluation)
///
/// A function computes the side of its mode only. The gradient follows the sides too.
///
/// - Parameters:
///   - training: what functions of the mode ``Mode/training`` read.
///   - evaluation: what those of the mode ``Mode/evaluation`` read, in the same shape.
public func inTraining<Training: TensorConvertible, Evaluation: TensorConvertible>(
  _ training: Training, else evaluation: Evaluation, file: String = #fileID, line: Int = #line
) -> Tensor<Training.Scalar> where Training.Scalar == Evaluation.Scalar {
  Tensor(
    Expression(
      training: training.expression, evaluation: evaluation.expression,
      at: SourceLocation(file: file, line: line)))
}

extension Expression {
  /// An expression that is one of two, by the mode of the function that reads it.
  convenience init(
    training: Expression, evaluation: Expression, at location: SourceLocation
  ) {
    let operands = [training, evaluation]
    guard let type = training.type, let other = evaluation.type else {
      self.init(.invalid(nil, operands), at: location)
      return
    }
    guard type.shape == other.shape else {
      let mistake = OperandError.shapesDiffer(
        operation: "inTraining", operand: "the tensor of evaluation", expected: type.shape,
        found: other.shape)
      self.init(mistake: "\(mistake)", operands, at: location)
      return
    }
    self.init(.byMode(training: training, evaluation: evaluation, type), at: location)
  }
}

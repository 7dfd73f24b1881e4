import Diagnostics
import GraphIR

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// `exp(x) / sum(exp(x))` along an axis; a finite x of any size gives a finite result.
  ///
  /// - Parameter axis: counted from the end where it is negative.
  public func softmax(
    axis: Int = -1, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    alongRows(.softmax, axis: axis, at: SourceLocation(file: file, line: line))
  }

  /// `log(softmax(x))` along an axis, finite for every finite x.
  ///
  /// - Parameter axis: counted from the end where it is negative.
  public func logSoftmax(
    axis: Int = -1, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    alongRows(.logSoftmax, axis: axis, at: SourceLocation(file: file, line: line))
  }

  /// Element `labels[n]` of each row n: `x[T.arange(N), labels]` of Theano.
  ///
  /// - Parameter labels: the column to take from each row, (N,), each in `0 ..< M`; a call with
  ///   others throws.
  /// - Returns: (N,).
  public func gathered<Labels: TensorConvertible>(
    byLabel labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    apply(.gatherByLabel, to: [labels.expression], at: SourceLocation(file: file, line: line))
  }

  /// An operation on the rows of a matrix, done along an axis of a tensor.
  func alongRows(
    _ operation: Operation, axis: Int, at location: SourceLocation
  ) -> Tensor<Scalar> {
    guard let shape, shape.rank != 2 || normalized(axis, rank: 2) != 1 else {
      return apply(operation, at: location)
    }
    let position = normalized(axis, rank: shape.rank)
    guard shape.extents.indices.contains(position) else {
      let mistake = OperandError.axisOutOfRange(
        operation: operation.name, axis: axis, shape: shape)
      return Tensor(Expression(mistake: "\(mistake)", [expression], at: location))
    }
    // The axis comes last, the others become rows, and all goes back to where it was.
    let order = shape.extents.indices.filter { $0 != position } + [position]
    let moved: Tensor<Scalar> =
      position == shape.rank - 1 ? tensor : apply(.dimshuffle(order), at: location)
    let extents = order.map { shape[$0] }
    let rows = Shape([extents.dropLast().reduce(1, *), shape[position]])
    let result: Tensor<Scalar> = (moved.apply(.reshape(rows), at: location) as Tensor<Scalar>)
      .apply(operation, at: location)
    let back: Tensor<Scalar> = result.apply(.reshape(Shape(extents)), at: location)
    guard position != shape.rank - 1 else { return back }
    let inverse = shape.extents.indices.map { axis in order.firstIndex(of: axis) }
    return back.apply(.dimshuffle(inverse), at: location)
  }
}

/// The cross-entropy of each row with a class: `-log(probabilities[n, labels[n]])`
/// (`T.nnet.categorical_crossentropy`).
///
/// Of a softmax it is computed without the exponentials between, so that it is finite for every
/// finite logit.
///
/// - Parameters:
///   - probabilities: the probability of each class, (N, M).
///   - labels: the right class of each row, (N,).
/// - Returns: (N,).
public func crossEntropy<Probabilities: TensorConvertible, Labels: TensorConvertible>(
  _ probabilities: Probabilities, labels: Labels, file: String = #fileID, line: Int = #line
) -> Tensor<Probabilities.Scalar>
where
  Probabilities.Scalar: FloatingPointTensorScalar, Labels.Scalar: IntegerTensorScalar
{
  let location = SourceLocation(file: file, line: line)
  let gathered = probabilities.log(file: file, line: line)
    .gathered(byLabel: labels, file: file, line: line)
  return gathered.map(.negate, at: location)
}

/// The cross-entropy of each row with a distribution: `-sum(targets * log(probabilities))`
/// (`T.nnet.categorical_crossentropy`).
///
/// - Parameters:
///   - probabilities: the probability of each class, (…, M).
///   - targets: the expected probability of each class, (…, M).
/// - Returns: (…).
public func crossEntropy<Probabilities: TensorConvertible, Targets: TensorConvertible>(
  _ probabilities: Probabilities, targets: Targets, file: String = #fileID, line: Int = #line
) -> Tensor<Probabilities.Scalar>
where
  Probabilities.Scalar == Targets.Scalar, Probabilities.Scalar: FloatingPointTensorScalar
{
  let location = SourceLocation(file: file, line: line)
  let logarithms = probabilities.log(file: file, line: line)
  let terms = Tensor<Probabilities.Scalar>(
    Expression(.multiply, [targets.expression, logarithms.expression], at: location))
  return terms.sum(axes: [-1], file: file, line: line).map(.negate, at: location)
}

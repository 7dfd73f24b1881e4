import Frontend
import GraphIR

/// The output layer of LeNet-5: for each class the squared distance of the features from its
/// centre, which says how little they look like the class.
///
///     y[n, i] = sum over j of (x[n, j] - w[i, j]) ** 2
///
/// Source: LeCun, Bottou, Bengio and Haffner, 1998, II.B, formula 7. The centres do not learn.
public struct RadialBasisLayer<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The squared distances, (N, classes).
  public let distances: Tensor<Scalar>
  /// The probability of each class, (N, classes), where distances are those of normal distributions
  /// about the centres: `softmax(-y)`.
  public let probabilities: Tensor<Scalar>
  /// The nearest class, (N,).
  public let predictions: Tensor<Int64>

  /// - Parameters:
  ///   - name: what the distances are called.
  ///   - input: (N, features).
  ///   - centers: (classes, features), each element -1 or 1.
  public init(
    _ name: String, input: some TensorConvertible<Scalar>, centers: NDArray<Scalar>,
    file: String = #fileID, line: Int = #line
  ) {
    let centers = Tensor.constant(centers, file: file, line: line)
    let differences =
      input.dimshuffle(0, nil, 1, file: file, line: line)
      - centers.dimshuffle(nil, 0, 1, file: file, line: line)
    distances = differences.squared(file: file, line: line)
      .sum(axes: [2], file: file, line: line).named(name)
    probabilities = (-distances).softmax(file: file, line: line)
    predictions = distances.argmin(axis: 1, file: file, line: line).named("\(name).predictions")
  }

  /// The fraction of rows whose nearest class is not the right one.
  ///
  /// - Parameter labels: the right class of each row, (N,).
  public func errors<Labels: TensorConvertible>(
    _ labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    errorRate(of: predictions, labels, file: file, line: line)
  }

  /// The mean distance from the right class: the paper's first cost, formula 8.
  ///
  /// - Parameter labels: the right class of each row, (N,).
  public func meanSquaredError<Labels: TensorConvertible>(
    _ labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    distances.gathered(byLabel: labels, file: file, line: line).mean(file: file, line: line)
      .named("cost")
  }

  /// The paper's second cost, formula 9, which pushes wrong classes away as well: the mean of
  /// `y[right] + log(exp(-j) + sum over i of exp(-y[i]))`.
  ///
  /// Distances are never negative, so that no exponential overflows and the logarithm is at least
  /// -j.
  ///
  /// - Parameters:
  ///   - labels: the right class of each row, (N,).
  ///   - j: the distance of a class of rubbish, from which on classes are far enough away.
  public func maximumAPosteriori<Labels: TensorConvertible>(
    _ labels: Labels, j: Scalar = 0.1, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    let likelihoods = (-distances).exp(file: file, line: line)
      .sum(axes: [1], file: file, line: line)
    let rubbish = Tensor.constant(-j, file: file, line: line).exp(file: file, line: line)
    let competition = (rubbish + likelihoods).log(file: file, line: line)
    let right = distances.gathered(byLabel: labels, file: file, line: line)
    return (right + competition).mean(file: file, line: line).named("cost")
  }
}

import Frontend
import GraphIR

/// The output layer of the tutorials: `softmax(dot(x, W) + b)`, starting from zeros.
public struct LogisticRegression<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The weights, (inputs, classes).
  public let W: Shared<Scalar>
  /// The bias, (classes,).
  public let b: Shared<Scalar>
  /// The probability of each class, (N, classes).
  public let probabilities: Tensor<Scalar>
  /// The most probable class, (N,).
  public let predictions: Tensor<Int64>

  /// `W` and `b`, in the tutorial's order.
  public var parameters: [Shared<Scalar>] { [W, b] }

  /// - Parameters:
  ///   - name: what the parameters are called, as `name.W`.
  ///   - input: (N, inputs).
  /// - Throws: `ModelError` when the number of inputs or classes is impossible, or there is no
  ///   memory for so many weights.
  public init(
    _ name: String, input: some TensorConvertible<Scalar>, inputs: Int, classes: Int,
    file: String = #fileID, line: Int = #line
  ) throws {
    try ParameterCheck(name, file: file, line: line)
      .check(Scalar.self, zeros: [[inputs, classes], [classes]])
    func zeros(_ parameter: String, _ shape: Shape) throws -> Shared<Scalar> {
      Shared(
        "\(name).\(parameter)", try NDArray(repeating: 0, shape: shape, file: file, line: line),
        file: file, line: line)
    }
    W = try zeros("W", [inputs, classes])
    b = try zeros("b", [classes])
    let logits = dot(input, W, file: file, line: line) + b
    probabilities = logits.named("\(name).logits").softmax(file: file, line: line).named(name)
    predictions = probabilities.argmax(axis: 1, file: file, line: line).named("\(name).predictions")
  }

  /// The mean negative log-likelihood of the right classes: `-mean(log(p)[arange(N), y])`.
  ///
  /// - Parameter labels: the right class of each row, (N,).
  public func negativeLogLikelihood<Labels: TensorConvertible>(
    _ labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    let likelihoods = probabilities.log(file: file, line: line)
      .gathered(byLabel: labels, file: file, line: line)
    return (-likelihoods.mean(file: file, line: line)).named("cost")
  }

  /// The fraction of rows whose most probable class is not the right one.
  ///
  /// - Parameter labels: the right class of each row, (N,).
  public func errors<Labels: TensorConvertible>(
    _ labels: Labels, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> where Labels.Scalar: IntegerTensorScalar {
    errorRate(of: predictions, labels, file: file, line: line)
  }
}

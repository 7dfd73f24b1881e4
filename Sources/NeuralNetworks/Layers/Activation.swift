import Frontend
import GraphIR

/// What a layer applies to its sums.
public enum Activation: String, Sendable, CaseIterable {
  /// The functions of these names: `tanh(x)`, `1 / (1 + exp(-x))` and `max(x, 0)`.
  case tanh, sigmoid, relu
  /// The squashing function of LeNet-5, `1.7159 * tanh(2 * x / 3)`.
  case squash
  /// Nothing: the layer is linear.
  case none

  /// The activations of units with the given sums.
  func applied<Scalar: FloatingPointTensorScalar>(
    to sums: Tensor<Scalar>, file: String, line: Int
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh: sums.tanh(file: file, line: line)
    case .sigmoid: sums.sigmoid(file: file, line: line)
    case .relu: sums.relu(file: file, line: line)
    case .squash: sums.squashed(file: file, line: line)
    case .none: sums
    }
  }
}

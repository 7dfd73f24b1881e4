import Frontend
import GraphIR

/// What a layer applies to its sums.
public enum Activation: String, Sendable, CaseIterable {
  /// The functions of these names: `tanh(x)`, `1 / (1 + exp(-x))` and `max(x, 0)`.
  case tanh, sigmoid, relu
  /// `x` where it is positive, otherwise `0.01 * x` (Maas, Hannun and Ng, 2013).
  case leakyReLU = "leaky-relu"
  /// `x` where it is positive, otherwise `exp(x) - 1` (Clevert, Unterthiner and Hochreiter, 2016).
  case elu
  /// `x` times the share of a normal distribution that lies below it (Hendrycks and Gimpel, 2016).
  case gelu
  /// `x * sigmoid(x)` (Elfwing, Uchibe and Doya, 2018).
  case silu
  /// The squashing function of LeNet-5, `1.7159 * tanh(2 * x / 3)`.
  case squash
  /// Nothing: the layer is linear.
  case none

  /// What the weights before the activation start from unless a layer is told otherwise.
  var initializer: Initializer {
    switch self {
    case .relu, .leakyReLU, .elu, .gelu, .silu: .he
    case .tanh, .sigmoid, .squash, .none: .glorot
    }
  }

  /// The activations of units with the given sums.
  func applied<Scalar: FloatingPointTensorScalar>(
    to sums: Tensor<Scalar>, _ convention: GradientConvention = .theano, file: String, line: Int
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh:
      return sums.tanh(file: file, line: line)
    case .sigmoid:
      return sums.sigmoid(file: file, line: line)
    case .relu:
      switch convention {
      case .theano: return sums.relu(file: file, line: line)
      case .common: return sums.rectified(file: file, line: line)
      }
    case .leakyReLU:
      return (sums .> 0).where(sums, else: 0.01 * sums, file: file, line: line)
    case .elu:
      // The exponential of what is not chosen would overflow, and its gradient be NaN.
      let negative = minimum(sums, 0, file: file, line: line).expm1(file: file, line: line)
      return (sums .> 0).where(sums, else: negative, file: file, line: line)
    case .gelu:
      let share = (sums * Scalar(0.5.squareRoot())).erf(file: file, line: line)
      return 0.5 * sums * (1 + share)
    case .silu:
      return sums * sums.sigmoid(file: file, line: line)
    case .squash:
      return sums.squashed(file: file, line: line)
    case .none:
      return sums
    }
  }
}

/// An activation is a layer too: `Activation.relu`.
extension Activation: PredefinedLayer {
  /// The activations, in the input's shape.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    applied(to: input, .common, file: context.location.file, line: context.location.line)
  }
}

import Frontend
import GraphIR
import RandomNumbers

/// The fully connected layer of the tutorials: `activation(dot(x, W) + b)`.
public struct HiddenLayer<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The weights, (inputs, outputs).
  public let W: Shared<Scalar>
  /// The bias, (outputs,).
  public let b: Shared<Scalar>
  /// The activations, (N, outputs).
  public let output: Tensor<Scalar>

  /// `W` and `b`, in the tutorial's order.
  public var parameters: [Shared<Scalar>] { [W, b] }

  /// - Parameters:
  ///   - name: what the parameters are called, as `name.W`.
  ///   - random: where weights are drawn from unless given, uniformly within
  ///     `sqrt(6 / (inputs + outputs))`, and four times that for the sigmoid (Glorot and Bengio,
  ///     2010). They are drawn in Double, whatever `Scalar` is.
  ///   - input: (N, inputs).
  ///   - W: weights to use in place of fresh ones.
  ///   - b: a bias to use in place of zeros.
  /// - Throws: `ModelError` when the number of inputs or outputs is impossible, or there is no
  ///   memory for so many weights.
  public init(
    _ name: String, random: inout RandomState, input: some TensorConvertible<Scalar>, inputs: Int,
    outputs: Int, W: Shared<Scalar>? = nil, b: Shared<Scalar>? = nil,
    activation: Activation = .tanh, file: String = #fileID, line: Int = #line
  ) throws {
    let weights: Shape = [inputs, outputs]
    try ParameterCheck(name, file: file, line: line)
      .check(Scalar.self, drawn: W == nil ? weights : nil, zeros: b == nil ? [[outputs]] : [])
    if let W {
      self.W = W
    } else {
      // Four times a draw and a draw within four times the bound are the same, to the bit.
      let scale: Double = activation == .sigmoid ? 4 : 1
      let bound = scale * (6 / max(1, Double(inputs) + Double(outputs))).squareRoot()
      let draws = try random.uniform(low: -bound, high: bound, shape: weights.extents)
      self.W = Shared(
        "\(name).W",
        try NDArray(
          shape: weights, scalars: draws.map { Scalar($0) }, file: file, line: line),
        file: file, line: line)
    }
    self.b =
      try b
      ?? Shared(
        "\(name).b", NDArray(repeating: 0, shape: [outputs], file: file, line: line), file: file,
        line: line)
    let sums = dot(input, self.W, file: file, line: line) + self.b
    output = activation.applied(to: sums, file: file, line: line).named(name)
  }
}

import Frontend
import GraphIR

/// A fully connected layer, `activation(dot(x, W) + b)`: (N, inputs) to (N, units).
public struct Dense: PredefinedLayer {
  let units: Int
  let activation: Activation
  let initializer: Initializer?
  let W: Shared<Float>?
  let b: Shared<Float>?
  let convention: GradientConvention
  /// What the layer is called; `dense` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - units: the number of outputs.
  ///   - activation: what is applied to the sums.
  ///   - initializer: what the weights start from: He's numbers for rectified units, otherwise
  ///     Glorot's, unless given. The bias starts from zeros.
  ///   - W: weights (inputs, units) that the layer shares with others.
  ///   - b: a bias (units,) that the layer shares with others.
  ///   - convention: which gradient the activation has at a corner, as ReLU has one at 0.
  ///   - name: what the layer is called in names of parameters.
  public init(
    _ units: Int, activation: Activation = .none, initializer: Initializer? = nil,
    W: Shared<Float>? = nil, b: Shared<Float>? = nil, convention: GradientConvention = .common,
    name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.initializer = initializer
    self.W = W
    self.b = b
    self.convention = convention
    self.name = name
  }

  /// The activations, (N, units).
  ///
  /// - Throws: `ModelError` for inputs that are no feature vectors, or an impossible number of
  ///   units.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    guard shape.rank == 2 else {
      throw context.error(
        .input(
          expected: "(N, features)", found: shape,
          hint: shape.rank > 2 ? "Flatten() before the layer makes feature vectors" : nil))
    }
    guard units >= 1 else { throw context.error(.size("the number of units", units)) }
    let weights = try context.parameter(
      "W", shape: [shape[1], units], from: initializer ?? activation.initializer,
      fans: (shape[1], units), given: W)
    let bias = try context.parameter("b", shape: [units], from: .zeros, given: b)
    let (file, line) = (context.location.file, context.location.line)
    let sums = dot(input, weights, file: file, line: line) + bias
    return activation.applied(to: sums, convention, file: file, line: line)
  }
}

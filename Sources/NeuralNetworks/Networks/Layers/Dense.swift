import Frontend
import GraphIR

/// A fully connected layer, `activation(dot(x, W) + b)`: (N, inputs) to (N, units).
public struct Dense: PredefinedLayer {
  let units: Int
  let sums: WeightedSums
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
    sums = WeightedSums(
      activation: activation, initializer: initializer, W: W, b: b, convention: convention)
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
    let (weights, bias) = try sums.parameters(
      weights: [shape[1], units], units: units, fans: (shape[1], units), in: &context)
    let products = dot(
      input, weights, file: context.location.file, line: context.location.line)
    return sums.activations(of: products + bias, in: context)
  }
}

import Frontend
import GraphIR

/// PCA whitening: the principal components of the examples, each divided by its standard deviation
/// over the training set. The outputs are uncorrelated, with mean 0 and variance 1.
///
/// An example `x` becomes `(x - mean) · W`, where each column of `W` is an eigenvector of the
/// covariance of the training set, over `sqrt(variance + epsilon)` (LeCun, Bottou, Orr and Müller,
/// "Efficient BackProp", 1998). `mean` and `W` are saved with the parameters. Without a training
/// set, as before a trained network is loaded, the mean is 0 and `W` the identity.
///
///     var network: some Network {
///       Whiten(100)
///       Dense(200, activation: .relu)
///       SoftmaxClassifier()
///     }
///
/// The components are those of the data itself, so no layer that changes values may come before
/// this one.
public struct Whiten: PredefinedLayer {
  /// The largest number of values of an example: the time of the components grows with its cube, from
  /// a fraction of a second for 784 values to half a minute for 3,072.
  public static let largestInput = 4096

  let components: Int?
  let epsilon: Double
  /// What the layer is called; `whiten` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - components: the number of components, those of the largest variances; as many as an
  ///     example has values unless given.
  ///   - epsilon: what is added to each variance, so that components that hardly vary are not
  ///     blown up.
  ///   - name: what the layer is called in names of statistics.
  public init(_ components: Int? = nil, epsilon: Double = 1e-5, name: String? = nil) {
    self.components = components
    self.epsilon = epsilon
    self.name = name
  }

  /// The whitened examples, (N, components).
  ///
  /// - Throws: `ModelError` for impossible numbers, examples that are too large, or components of
  ///   examples of another size.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    guard shape.rank >= 2 else {
      throw context.error(.input(expected: "(N, values, …)", found: shape, hint: nil))
    }
    let size = Shape(Array(shape.extents.dropFirst())).elementCount
    guard 1...Self.largestInput ~= size else {
      throw context.error(
        .extent("the number of values of an example", size, largest: Self.largestInput))
    }
    let count = components ?? size
    guard 1...size ~= count else {
      throw context.error(.extent("the number of components", count, largest: size))
    }
    guard epsilon >= 0, epsilon.isFinite else {
      throw context.error(
        .number("the epsilon", epsilon, expected: "a finite number of at least 0"))
    }
    let known = try context.trainingSet?.components()
    if let known, known.mean.count != size {
      throw context.error(.components(of: known.mean.count, expected: size))
    }
    let (file, line) = (context.location.file, context.location.line)
    let mean = context.statistic(
      "mean", value: NDArray(known?.mean ?? [Float](repeating: 0, count: size)))
    let weights = try context.statistic(
      "W",
      value: NDArray(
        shape: [size, count], scalars: Self.weights(known, size: size, count: count, epsilon),
        file: file, line: line))
    let rows = input.reshape([shape[0], size], file: file, line: line)
    let centered = rows - mean.dimshuffle(nil, 0, file: file, line: line)
    return dot(centered, weights, file: file, line: line)
  }

  /// (values of an example, components).
  private static func weights(
    _ known: PrincipalComponents?, size: Int, count: Int, _ epsilon: Double
  ) -> [Float] {
    var weights = [Float](repeating: 0, count: size * count)
    for component in 0..<count {
      guard let known else {
        weights[component * count + component] = 1
        continue
      }
      let variance = known.variances[component] + epsilon
      // A component that does not vary at all is 0 for every example of the training set.
      let scale = variance > 0 ? 1 / variance.squareRoot() : 0
      for (value, element) in known.vectors[component].enumerated() {
        weights[value * count + component] = Float(scale * element)
      }
    }
    return weights
  }
}

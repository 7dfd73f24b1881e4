import Frontend
import GraphIR

/// Layer normalisation: each example with the mean 0 and the variance 1 over all its elements,
/// times a gain, plus a bias for each element (Ba, Kiros and Hinton, 2016).
public struct LayerNorm: PredefinedLayer {
  let epsilon: Float
  /// What the layer is called; `layerNorm` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - epsilon: what is added to a variance before its root is taken.
  ///   - name: what the layer is called in names of parameters.
  public init(epsilon: Float = 1e-5, name: String? = nil) {
    self.epsilon = epsilon
    self.name = name
  }

  /// The normalised tensor, in the input's shape.
  ///
  /// - Throws: `ModelError` for a scalar or a vector.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    guard shape.rank >= 2 else {
      throw context.error(.input(expected: "(N, …)", found: shape, hint: nil))
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw context.error(
        .number("the epsilon", Double(epsilon), expected: "a finite number above 0"))
    }
    let elements = Shape(Array(shape.extents.dropFirst()))
    let axes = Array(1..<shape.rank)
    let (file, line) = (context.location.file, context.location.line)
    let gain = try context.parameter("gain", shape: elements, from: .ones)
    let bias = try context.parameter("bias", shape: elements, from: .zeros)
    let mean = input.mean(axes: axes, keepingDimensions: true, file: file, line: line)
      .named("\(context.path).exampleMean")
    let centered = (input - mean).named("\(context.path).centered")
    let variance = centered.squared()
      .mean(axes: axes, keepingDimensions: true, file: file, line: line)
      .named("\(context.path).exampleVariance")
    return centered / (variance + epsilon).sqrt(file: file, line: line) * gain + bias
  }
}

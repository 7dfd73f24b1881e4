import Frontend
import GraphIR

/// The input added to what layers make of it (He, Zhang, Ren and Sun, 2016).
///
///     Residual {
///       Conv2d(32, kernel: 3, padding: .same)
///       BatchNorm()
///     }
///
/// Where the layers change the shape, a shortcut changes the input's alike:
///
///     Residual {
///       Conv2d(64, kernel: 3, padding: .same, stride: 2)
///     } shortcut: {
///       Conv2d(64, kernel: 1, stride: 2)
///     }
public struct Residual: PredefinedLayer {
  let layers: LayerStack
  let shortcut: LayerStack

  /// - Parameters:
  ///   - layers: what the input is added to.
  ///   - shortcut: what is made of the input before it is added; nothing unless given.
  public init(
    @LayerBuilder _ layers: () -> LayerStack,
    @LayerBuilder shortcut: () -> LayerStack = { LayerBuilder.buildBlock() }
  ) {
    self.layers = layers()
    self.shortcut = shortcut()
  }

  /// The sum.
  ///
  /// - Throws: `ModelError` where the two have different shapes.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    let output = try layers.output(of: input, in: &context)
    let added = try shortcut.output(of: input, in: &context)
    guard let found = output.shape, let expected = added.shape else { return output }
    guard found == expected else {
      throw context.error(.residual(input: expected, output: found))
    }
    return added + output
  }
}

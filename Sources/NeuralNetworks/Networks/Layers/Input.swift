import Frontend
import GraphIR

/// The shape of the examples that a network takes. Without it the network takes what the data has.
public struct Input: PredefinedLayer {
  let extents: [Int]

  /// Images.
  public init(channels: Int, height: Int, width: Int) {
    extents = [channels, height, width]
  }

  /// Feature vectors, such as the rows of a table.
  public init(features: Int) {
    extents = [features]
  }

  /// The input as it is.
  ///
  /// - Throws: `ModelError` where the data has other examples.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let found = Array(shape.extents.dropFirst())
    guard found == extents else { throw context.error(.images(expected: extents, found: found)) }
    return input
  }
}

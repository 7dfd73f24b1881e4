import Frontend

/// A zoom of each image about its centre by a random factor, with bilinear interpolation, in
/// training only.
public struct RandomZoom: PredefinedLayer {
  let fraction: Double
  let border: ImageBorder

  /// - Parameters:
  ///   - fraction: the largest difference of the factor from 1.
  ///   - border: the padding that appears around an image that shrinks.
  public init(_ fraction: Double, border: ImageBorder = .zeros) {
    self.fraction = fraction
    self.border = border
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images, or an impossible fraction.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    guard fraction >= 0, fraction < 1 else {
      throw context.error(.number("the zoom", fraction, expected: "at least 0 and less than 1"))
    }
    let factor = sampling.draw(from: 1 - fraction, to: 1 + fraction, in: &context)
    let (down, across) = sampling.fromMiddle
    return sampling.inTraining(
      sampling.bilinear(
        rows: down / factor + sampling.middle.row,
        columns: across / factor + sampling.middle.column, border: border))
  }
}

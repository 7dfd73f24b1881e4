import Frontend

/// Images that training magnifies about their middle, each by a random factor, with bilinear
/// interpolation.
public struct RandomZoom: PredefinedLayer {
  let fraction: Double
  let border: ImageBorder

  /// - Parameters:
  ///   - fraction: how far the factor is from 1 at most: it lies between `1 - fraction` and
  ///     `1 + fraction`.
  ///   - border: what comes in around an image that becomes smaller.
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

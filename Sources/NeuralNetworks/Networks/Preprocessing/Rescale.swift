import Frontend

/// A linear map of all values: `x * scale + offset`.
///
///     Rescale(2, offset: -1)   // 0 to 1 becomes -1 to 1
public struct Rescale: PredefinedLayer {
  let scale: Double
  let offset: Double

  /// - Parameters:
  ///   - scale: the factor.
  ///   - offset: the number that is added to the product.
  public init(_ scale: Double, offset: Double = 0) {
    self.scale = scale
    self.offset = offset
  }

  /// The values in their new range, in the input's shape.
  ///
  /// - Throws: `ModelError` for numbers that are not finite.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    for (what, number) in [("the scale", scale), ("the offset", offset)] {
      guard Float(number).isFinite else {
        throw context.error(.number(what, number, expected: "a finite number"))
      }
    }
    return offset == 0 ? input * Float(scale) : input * Float(scale) + Float(offset)
  }
}

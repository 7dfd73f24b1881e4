import Frontend

/// A translation of each image by random whole numbers of pixels along both axes, in training only.
public struct RandomShift: PredefinedLayer {
  private enum Bound {
    case pixels(Int)
    case fraction(Double)
  }

  private let bound: Bound
  let border: ImageBorder

  /// - Parameters:
  ///   - pixels: the largest shift along each axis, in either direction.
  ///   - border: the padding that appears at the side that the image moves away from.
  public init(_ pixels: Int, border: ImageBorder = .zeros) {
    bound = .pixels(pixels)
    self.border = border
  }

  /// - Parameters:
  ///   - fraction: the largest shift, as a fraction of the height and of the width.
  ///   - border: the padding that appears at the side that the image moves away from.
  public init(fraction: Double, border: ImageBorder = .zeros) {
    bound = .fraction(fraction)
    self.border = border
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images, or shifts that are negative or larger
  ///   than the images.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    let down = try most(sampling.height, in: context)
    let across = try most(sampling.width, in: context)
    let rows = sampling.rows + Int32(down) - sampling.draw(below: 2 * down + 1, in: &context)
    let columns =
      sampling.columns + Int32(across) - sampling.draw(below: 2 * across + 1, in: &context)
    return sampling.inTraining(sampling.pixels(rows: rows, columns: columns, border: border))
  }

  /// The largest shift along an axis, in pixels.
  private func most(_ extent: Int, in context: LayerContext) throws -> Int {
    switch bound {
    case .pixels(let pixels):
      guard (0...extent).contains(pixels) else {
        throw context.error(.shift(pixels, largest: extent))
      }
      return pixels
    case .fraction(let fraction):
      guard (0...1).contains(fraction) else {
        throw context.error(.number("the shift", fraction, expected: "0 to 1"))
      }
      return Int(fraction * Double(extent))
    }
  }
}

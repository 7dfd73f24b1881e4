import Frontend

/// A rotation of each image about its centre by a random angle, with bilinear interpolation, in
/// training only.
public struct RandomRotation: PredefinedLayer {
  let degrees: Double
  let border: ImageBorder

  /// - Parameters:
  ///   - degrees: the largest angle, in either direction.
  ///   - border: the padding that appears at the corners.
  public init(degrees: Double, border: ImageBorder = .zeros) {
    self.degrees = degrees
    self.border = border
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images, or an impossible angle.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    guard (0...180).contains(degrees) else {
      throw context.error(.number("the rotation", degrees, expected: "0 to 180 degrees"))
    }
    let (file, line) = (context.location.file, context.location.line)
    let largest = degrees * .pi / 180
    let angle = sampling.draw(from: -largest, to: largest, in: &context)
    let (sine, cosine) = (angle.sin(file: file, line: line), angle.cos(file: file, line: line))
    let (down, across) = sampling.fromMiddle
    return sampling.inTraining(
      sampling.bilinear(
        rows: down * cosine - across * sine + sampling.middle.row,
        columns: down * sine + across * cosine + sampling.middle.column, border: border))
  }
}

import Frontend

/// Random changes of brightness, contrast and saturation, in training only.
///
/// Each image has three factors, drawn uniformly between 1 - d and 1 + d for the given d.
/// Brightness multiplies all values of an image; contrast, the differences from the mean grey of
/// the image; saturation, the differences of each pixel from its own grey. Grey is the luma of red,
/// green and blue, or the mean of other channels. Values are not clipped.
public struct ColorJitter: PredefinedLayer {
  let brightness: Double
  let contrast: Double
  let saturation: Double

  /// - Parameters:
  ///   - brightness: the largest difference of the brightness factor from 1.
  ///   - contrast: the same for the contrast.
  ///   - saturation: the same for the saturation.
  public init(brightness: Double = 0, contrast: Double = 0, saturation: Double = 0) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images, or impossible numbers.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    for (what, number) in [
      ("the brightness", brightness), ("the contrast", contrast), ("the saturation", saturation),
    ] {
      guard (0...1).contains(number) else {
        throw context.error(.number(what, number, expected: "0 to 1"))
      }
    }
    func factor(_ distance: Double) -> Tensor<Float> {
      sampling.draw(from: 1 - distance, to: 1 + distance, in: &context)
    }
    let (file, line) = (context.location.file, context.location.line)
    func grey(_ images: Tensor<Float>) -> Tensor<Float> {
      guard sampling.channels == 3 else {
        return images.mean(axes: [1], keepingDimensions: true, file: file, line: line)
      }
      let luma = Tensor.constant(NDArray<Float>([0.299, 0.587, 0.114]), file: file, line: line)
        .dimshuffle(nil, 0, nil, nil, file: file, line: line)
      return (images * luma).sum(axes: [1], keepingDimensions: true, file: file, line: line)
    }
    var images = input
    if brightness > 0 { images = images * factor(brightness) }
    if contrast > 0 {
      let mean = grey(images).mean(axes: [2, 3], keepingDimensions: true, file: file, line: line)
      images = mean + factor(contrast) * (images - mean)
    }
    if saturation > 0 {
      let grey = grey(images)
      images = grey + factor(saturation) * (images - grey)
    }
    return sampling.inTraining(images)
  }
}

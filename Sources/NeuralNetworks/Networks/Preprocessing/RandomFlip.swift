import Frontend

/// A flip of each image with probability 1/2 along each given axis, in training only.
public struct RandomFlip: PredefinedLayer {
  let horizontal: Bool
  let vertical: Bool

  /// - Parameters:
  ///   - horizontal: whether left and right are swapped.
  ///   - vertical: whether top and bottom are swapped.
  public init(horizontal: Bool = true, vertical: Bool = false) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    let (file, line) = (context.location.file, context.location.line)
    var images = input
    for (isWanted, axis) in [(horizontal, 3), (vertical, 2)] where isWanted {
      let isMirrored = sampling.draw(from: 0, to: 1, in: &context) .< 0.5
      images = isMirrored.where(
        images.sliced(axis: axis, by: -1, file: file, line: line), else: images, file: file,
        line: line)
    }
    return horizontal || vertical ? sampling.inTraining(images) : input
  }
}

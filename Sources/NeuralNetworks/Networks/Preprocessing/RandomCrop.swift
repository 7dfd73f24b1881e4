import Frontend

/// A crop of each image, at a random position in training and at the centre in evaluation: from
/// (N, C, H, W) to (N, C, height, width).
public struct RandomCrop: PredefinedLayer {
  let height: Int
  let width: Int

  /// - Parameters:
  ///   - height: the height of the crop.
  ///   - width: its width.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The crops, (N, C, height, width).
  ///
  /// - Throws: `ModelError` for inputs that are no images, or are smaller than the crop.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    for (what, extent, largest) in [
      ("the crop's height", height, sampling.height), ("the crop's width", width, sampling.width),
    ] {
      guard (1...max(1, largest)).contains(extent) else {
        throw context.error(.extent(what, extent, largest: largest))
      }
    }
    let (down, across) = (sampling.height - height, sampling.width - width)
    let (file, line) = (context.location.file, context.location.line)
    let middle =
      input
      .sliced(axis: 2, from: down / 2, to: down / 2 + height, file: file, line: line)
      .sliced(axis: 3, from: across / 2, to: across / 2 + width, file: file, line: line)
    let rows = sampling.rows(height) + sampling.draw(below: down + 1, in: &context)
    let columns = sampling.columns(width) + sampling.draw(below: across + 1, in: &context)
    return sampling.inTraining(sampling.pixels(rows: rows, columns: columns), else: middle)
  }
}

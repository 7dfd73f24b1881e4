import Frontend

/// A square of zeros around a random pixel of each image, in training only (DeVries and Taylor,
/// 2017).
///
/// A square near the border lies partly outside the image.
public struct Cutout: PredefinedLayer {
  let size: Int

  /// - Parameter size: the height and width of the square of zeros.
  public init(_ size: Int) {
    self.size = size
  }

  /// The images, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are no images, or are smaller than the square.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let sampling = try ImageSampling(input, shape, in: context)
    let largest = min(sampling.height, sampling.width)
    guard (1...max(1, largest)).contains(size) else {
      throw context.error(.extent("the size", size, largest: largest))
    }
    func isCut(_ positions: Tensor<Int32>, about center: Tensor<Int32>) -> Tensor<Bool> {
      let fromStart = positions - center + Int32(size / 2)
      return (fromStart .>= 0) .& (fromStart .< Int32(size))
    }
    let row = sampling.draw(below: sampling.height, in: &context)
    let column = sampling.draw(below: sampling.width, in: &context)
    let isBlank = isCut(sampling.rows, about: row) .& isCut(sampling.columns, about: column)
    return sampling.inTraining(
      (.!isBlank).where(input, else: 0, file: context.location.file, line: context.location.line))
  }
}

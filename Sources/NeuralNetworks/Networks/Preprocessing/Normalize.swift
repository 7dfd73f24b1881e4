import Frontend
import GraphIR

/// Normalisation of each channel or feature to mean 0 and standard deviation 1 over the training
/// set: `(x - mean) / standardDeviation`.
///
/// The statistics are those of the data itself, so no layer that changes values may come before
/// this one. They are saved with the parameters. Without statistics, as before a trained network is
/// loaded, the mean is 0 and the deviation 1. A constant channel is not divided.
public struct Normalize: PredefinedLayer {
  /// What the layer is called; `normalize` and a number unless given.
  public let name: String?

  /// - Parameter name: what the layer is called in names of statistics.
  public init(name: String? = nil) {
    self.name = name
  }

  /// The normalised examples, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are neither images nor feature vectors, or statistics
  ///   of another number of channels or features.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    guard shape.rank == 2 || shape.rank == 4 else {
      throw context.error(
        .input(
          expected: "(N, features) or (N, channels, height, width)", found: shape, hint: nil))
    }
    let count = shape[1]
    let known = try context.trainingSet?.inputs() ?? .identity(count: count)
    guard known.mean.count == count, known.standardDeviation.count == count else {
      throw context.error(
        .statistics(
          mean: known.mean.count, deviation: known.standardDeviation.count, expected: count))
    }
    let mean = context.statistic("mean", value: NDArray(known.mean))
    let deviation = context.statistic("deviation", value: NDArray(known.scale))
    let axes: [Int?] = shape.rank == 2 ? [nil, 0] : [nil, 0, nil, nil]
    let (file, line) = (context.location.file, context.location.line)
    return (input - mean.dimshuffle(axes, file: file, line: line))
      / deviation.dimshuffle(axes, file: file, line: line)
  }
}

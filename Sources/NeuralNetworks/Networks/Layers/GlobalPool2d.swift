import Frontend
import GraphIR

/// The average or the maximum of each whole channel: (N, C, H, W) to (N, C).
public struct GlobalPool2d: PredefinedLayer {
  /// What is taken from a channel.
  public enum Mode: Sendable {
    /// The mean of all pixels, or the largest.
    case average, max
  }

  let mode: Mode

  /// A pooling of whole channels, to their averages unless given.
  public init(_ mode: Mode = .average) {
    self.mode = mode
  }

  /// A number a channel, (N, C).
  ///
  /// - Throws: `ModelError` for inputs that are no images.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    _ = try context.channels(of: shape)
    let (file, line) = (context.location.file, context.location.line)
    return switch mode {
    case .average: input.mean(axes: [2, 3], file: file, line: line)
    case .max: input.max(axes: [2, 3], file: file, line: line)
    }
  }
}

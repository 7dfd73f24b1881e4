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
  let convention: GradientConvention

  /// - Parameters:
  ///   - mode: what is taken from a channel.
  ///   - convention: which of a channel's equal maxima get the gradient.
  public init(_ mode: Mode = .average, convention: GradientConvention = .common) {
    self.mode = mode
    self.convention = convention
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
    switch mode {
    case .average:
      return input.mean(axes: [2, 3], file: file, line: line)
    case .max:
      return input.pool2d((shape[2], shape[3]), ties: convention.ties, file: file, line: line)
        .flatten(2, file: file, line: line)
    }
  }
}

import Frontend
import GraphIR

/// The maximum of each window: (N, C, H, W) to (N, C, PH, PW).
public struct MaxPool2d: PredefinedLayer {
  let window: Int
  let stride: Int?
  let padding: Int
  let convention: GradientConvention

  /// - Parameters:
  ///   - window: the height and width of a window.
  ///   - stride: how far apart windows start; the window's own extent unless given.
  ///   - padding: the rows and columns around the images, which are never the maximum.
  ///   - convention: which of a window's equal maxima get the gradient.
  public init(
    _ window: Int, stride: Int? = nil, padding: Int = 0, convention: GradientConvention = .common
  ) {
    self.window = window
    self.stride = stride
    self.padding = padding
    self.convention = convention
  }

  /// The maxima, (N, C, PH, PW).
  ///
  /// - Throws: `ModelError` for inputs that are no images.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    _ = try context.channels(of: shape)
    return input.pool2d(
      (window, window), stride: stride.map { ($0, $0) }, padding: (padding, padding),
      ties: convention.ties, file: context.location.file, line: context.location.line)
  }
}

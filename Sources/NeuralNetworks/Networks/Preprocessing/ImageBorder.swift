/// The padding around an image that a layer moves.
public enum ImageBorder: Sendable, Hashable, CaseIterable {
  /// Zeros.
  case zeros
  /// The nearest pixel of the image.
  case edge
}

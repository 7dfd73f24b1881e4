/// What lies around an image, where a layer moves it.
public enum ImageBorder: Sendable, Hashable, CaseIterable {
  /// Zeros.
  case zeros
  /// The nearest pixel of the image.
  case edge
}

/// The size and the channels of the images of a folder.
public struct ImageOptions: Sendable, Equatable {
  /// The size of an image in pixels.
  public struct Size: Sendable, Equatable {
    /// The number of rows.
    public var height: Int
    /// The number of columns.
    public var width: Int

    /// A size in pixels.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// The channels of the examples.
  public enum Channels: String, Sendable, Equatable, CaseIterable {
    /// Grey levels if all files are grey; otherwise red, green and blue.
    case automatic
    /// Grey levels; colours become their luma.
    case grey
    /// Red, green and blue.
    case color
  }

  /// The size to which all images are resized; `nil` if they have one size already.
  public var size: Size?

  /// The channels of the examples.
  public var channels: Channels

  /// Options; by default images keep their size and channels.
  public init(size: Size? = nil, channels: Channels = .automatic) {
    self.size = size
    self.channels = channels
  }
}

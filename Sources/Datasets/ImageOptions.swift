/// How the files of a folder of images are taken.
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

  /// What the channels of the examples are.
  public enum Channels: String, Sendable, Equatable, CaseIterable {
    /// One of grey levels where all files are grey, and otherwise red, green and blue.
    case automatic
    /// One of grey levels. Of colours, it is their luma.
    case grey
    /// Red, green and blue.
    case color
  }

  /// The size that all images are brought to; `nil` where they have one size already.
  public var size: Size?

  /// What the channels of the examples are.
  public var channels: Channels

  /// The images as they are, unless given otherwise.
  public init(size: Size? = nil, channels: Channels = .automatic) {
    self.size = size
    self.channels = channels
  }
}

/// Images, and the class that each of them belongs to.
public struct LabeledImages: Sendable, Equatable {
  /// The pixels, of shape (image, channel, row, column), in that order.
  public let pixels: Pixels

  /// The class of each image, counted from 0, of shape (image).
  public let labels: [Int32]

  /// How many images there are.
  public var count: Int { labels.count }

  /// Images with the given pixels and labels; `ImageDataset` checks that they fit together.
  public init(pixels: Pixels, labels: [Int32]) {
    self.pixels = pixels
    self.labels = labels
  }
}

import Frontend
import GraphIR

/// A minibatch of images and their classes, as a model sees it.
public struct ImageBatch: Sendable {
  /// The pixels, (N, C, H, W).
  public let images: Tensor<Float>
  /// The right class of each image, (N,).
  public let labels: Tensor<Int32>
  /// The number of classes.
  public let classes: Int
  /// N, the number of images.
  public let count: Int
  /// C, the number of channels of an image.
  public let channels: Int
  /// H, the number of rows of an image.
  public let height: Int
  /// W, the number of columns of an image.
  public let width: Int

  /// A minibatch of the given images, (N, C, H, W).
  public init(images: Tensor<Float>, labels: Tensor<Int32>, classes: Int) {
    self.images = images
    self.labels = labels
    self.classes = classes
    let extents = (images.shape?.extents ?? []) + [0, 0, 0, 0]
    (count, channels, height, width) = (extents[0], extents[1], extents[2], extents[3])
  }

  /// The number of pixels of an image, in all channels.
  public var pixels: Int { channels * height * width }
}

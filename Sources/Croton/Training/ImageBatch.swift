import Frontend
import GraphIR

/// A minibatch of images and their classes, as a model sees it.
public struct ImageBatch: Sendable {
  /// The pixels, (N, C, H, W).
  public let images: Tensor<Float>
  /// The right class of each image, (N,).
  public let labels: Tensor<Int32>
  /// N, the number of images.
  public let count: Int
  /// C, the number of channels of an image.
  public let channels: Int
  /// H, the number of rows of an image.
  public let height: Int
  /// W, the number of columns of an image.
  public let width: Int
  /// The number of classes.
  public let classes: Int

  /// The number of pixels of an image, in all channels.
  public var pixels: Int { channels * height * width }
}

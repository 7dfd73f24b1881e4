/// Images at the end of a part of a data set that no minibatch has.
public struct UnusedImages: Sendable, Equatable, CustomStringConvertible {
  /// The part: training, validation or test.
  public let part: String
  /// The number of images that are left out.
  public let count: Int
  /// The number of images of the part.
  public let total: Int
  /// The number of images in a minibatch.
  public let batchSize: Int

  /// How many images of what part are left out, and why.
  public var description: String {
    "the last \(count) of \(total) \(part) examples fill no minibatch of \(batchSize) "
      + "and are left out"
  }
}

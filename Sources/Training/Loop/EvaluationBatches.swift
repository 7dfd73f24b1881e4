/// The minibatches in which a validation or test set is measured, each image once.
///
///     EvaluationBatches(images: 10_000, size: 64).count   // 157, the last of 16 images
public struct EvaluationBatches: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The number of images.
  public let images: Int
  /// The number of images in each minibatch but the last, which may have fewer.
  public let size: Int

  /// The minibatches of `size` images that cover all `images`; a size below 1 is taken for 1.
  public init(images: Int, size: Int) {
    self.images = images
    self.size = max(1, size)
  }

  /// A number of minibatches of equal size.
  public init(_ count: Int) { self.init(images: count, size: 1) }

  /// A number of minibatches of equal size.
  public init(integerLiteral count: Int) { self.init(count) }

  /// The number of minibatches, the last one included.
  public var count: Int { images / size + (rest == 0 ? 0 : 1) }

  /// The number of images in a minibatch, counted from 0.
  public func images(in minibatch: Int) -> Int {
    min(size, images - minibatch * size)
  }

  private var rest: Int { images % size }

  /// The error rate of the whole set.
  ///
  /// Where all minibatches are of one size it is the mean of theirs, rounded as the tutorials' is.
  ///
  /// - Parameter errors: the error rate of each minibatch.
  func mean(of errors: [Double]) -> Double {
    guard rest > 0, let last = errors.last else { return pairwiseMean(of: errors) }
    let whole = Array(errors.dropLast())
    let wrong = whole.isEmpty ? 0 : pairwiseMean(of: whole) * Double(images - rest)
    return (wrong + last * Double(rest)) / Double(images)
  }
}

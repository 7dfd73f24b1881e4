/// The minibatches in which a validation or test set is measured, each example once.
///
///     EvaluationBatches(examples: 10_000, size: 64).count   // 157, the last of 16 examples
public struct EvaluationBatches: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The number of examples.
  public let examples: Int
  /// The number of examples in each minibatch but the last, which may have fewer.
  public let size: Int

  /// The minibatches of `size` examples that cover all `examples`; a size below 1 is taken for 1.
  public init(examples: Int, size: Int) {
    self.examples = examples
    self.size = max(1, size)
  }

  /// A number of minibatches of equal size.
  public init(_ count: Int) { self.init(examples: count, size: 1) }

  /// A number of minibatches of equal size.
  public init(integerLiteral count: Int) { self.init(count) }

  /// The number of minibatches, the last one included.
  public var count: Int { examples / size + (rest == 0 ? 0 : 1) }

  /// The number of examples in a minibatch, counted from 0.
  public func examples(in minibatch: Int) -> Int {
    min(size, examples - minibatch * size)
  }

  private var rest: Int { examples % size }

  /// The error rate of the whole set.
  ///
  /// Where all minibatches are of one size it is the mean of theirs, rounded as the tutorials' is.
  ///
  /// - Parameter errors: the error rate of each minibatch.
  func mean(of errors: [Double]) -> Double {
    guard rest > 0, let last = errors.last else { return pairwiseMean(of: errors) }
    let whole = Array(errors.dropLast())
    let wrong = whole.isEmpty ? 0 : pairwiseMean(of: whole) * Double(examples - rest)
    return (wrong + last * Double(rest)) / Double(examples)
  }
}

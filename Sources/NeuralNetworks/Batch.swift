import Diagnostics
import Frontend
import GraphIR

/// A minibatch of examples and their targets, as a model sees it.
public struct Batch: Sendable {
  /// The target of each example.
  public enum Target: Sendable {
    /// The class, (N,), one of `count` classes.
    case classes(Tensor<Int32>, count: Int)
    /// Numbers, (N, count).
    case numbers(Tensor<Float>, count: Int)
  }

  /// The values of the examples: images (N, C, H, W), or feature vectors (N, features).
  public let inputs: Tensor<Float>
  /// The target of each example.
  public let target: Target
  /// N, the number of examples.
  public let count: Int
  /// The shape of an example: channels, height and width of an image, or the number of features.
  public let exampleShape: [Int]
  /// The statistics of the training set, if there is one.
  public let statistics: TrainingSetStatistics?

  /// A minibatch of examples of one of several classes.
  public init(
    images: Tensor<Float>, labels: Tensor<Int32>, classes: Int,
    statistics: TrainingSetStatistics? = nil
  ) {
    self.init(
      inputs: images, target: .classes(labels, count: classes), statistics: statistics)
  }

  /// A minibatch of examples.
  public init(
    inputs: Tensor<Float>, target: Target,
    statistics: TrainingSetStatistics? = nil
  ) {
    self.inputs = inputs
    self.target = target
    self.statistics = statistics
    let extents = inputs.shape?.extents ?? []
    count = extents.first ?? 0
    exampleShape = Array(extents.dropFirst())
  }

  /// The pixels, (N, C, H, W).
  public var images: Tensor<Float> { inputs }

  /// The class of each example, (N,). If the targets are numbers, a function that uses it throws a
  /// `ModelError` when it is defined.
  public var labels: Tensor<Int32> {
    switch target {
    case .classes(let labels, _): labels
    case .numbers(let numbers, _):
      Tensor(
        Expression(
          mistake: "\(NetworkError.targets(expected: "classes", found: "numbers"))",
          [numbers.expression], at: SourceLocation.asking ?? numbers.expression.location))
    }
  }

  /// The number of classes; 0 if the targets are numbers.
  public var classes: Int {
    switch target {
    case .classes(_, let count): count
    case .numbers: 0
    }
  }

  /// C, the number of channels of an image.
  public var channels: Int { extent(0) }
  /// H, the number of rows of an image.
  public var height: Int { extent(1) }
  /// W, the number of columns of an image.
  public var width: Int { extent(2) }

  /// The number of values of an example, such as the pixels of an image in all channels.
  public var exampleSize: Int { exampleShape.reduce(1, *) }

  private func extent(_ axis: Int) -> Int {
    exampleShape.count == 3 ? exampleShape[axis] : 0
  }
}

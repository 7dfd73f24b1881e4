import NeuralNetworks
import RandomNumbers

/// A model that can be trained: a classifier, or a regression.
///
///     struct Perceptron: TrainableModel {
///       var network: some Network {
///         Flatten()
///         Dense(100, activation: .tanh)
///         SoftmaxClassifier()
///       }
///     }
///
/// A model that is no list of layers gives ``expressions(_:random:)`` in place of `network`: the
/// expressions themselves, and their parameters.
public protocol TrainableModel: Sendable {
  /// The name on the command line and of the folder of generated C.
  static var name: String { get }

  /// The task of the model, which decides the kind of targets that it needs.
  static var task: LearningTask { get }

  /// How the model is trained unless the user says otherwise.
  static var defaults: TrainingOptions { get }

  /// What ``network-swift.property`` is: ``NoNetwork`` where the model gives its expressions
  /// itself.
  associatedtype NetworkBody = NoNetwork

  /// The layers, from the examples to the head.
  @NetworkBuilder var network: NetworkBody { get }

  /// The expressions of the model, its parameters drawn from `random`.
  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions
}

/// What stands for the layers of a model that gives its expressions itself.
public struct NoNetwork: Sendable {}

extension TrainableModel where NetworkBody == NoNetwork {
  /// Nothing.
  public var network: NoNetwork { NoNetwork() }
}

extension TrainableModel where NetworkBody: Network {
  /// The expressions of the layers.
  ///
  /// - Throws: `ModelError` for a layer that does not fit, at its line.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try network.expressions(batch, random: &random)
  }

  /// The task of the network's head.
  public static var task: LearningTask { NetworkBody.task }
}

extension TrainableModel {
  /// The type's name in words: `my-net` for `MyNet`, `http-net` for `HTTPNet`, `le-net5` for
  /// `LeNet5`. What a generic type is made for does not count.
  public static var name: String { kebabCase("\(Self.self)".prefix { $0 != "<" }) }

  /// Classification.
  public static var task: LearningTask { .classification }

  /// The settings for own networks, ``TrainingOptions/ownNetwork``.
  public static var defaults: TrainingOptions { .ownNetwork }
}

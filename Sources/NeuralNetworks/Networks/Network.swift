import Diagnostics
import Frontend
import RandomNumbers

/// A network as it is written down: its layers, and what they are trained for.
///
/// It knows no shapes until it is applied to a minibatch.
public protocol Network: Sendable {
  /// What the network learns: what the data needs to have.
  static var task: LearningTask { get }

  /// The expressions of the network over a minibatch, its parameters drawn from `random`.
  ///
  /// - Throws: `ModelError` for a layer that does not fit, at its line.
  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions
}

/// Layers one after the other, and a head.
public struct LayeredNetwork<Head: NetworkHead>: Network {
  let layers: LayerStack
  let head: PlacedHead<Head>

  /// What the head learns.
  public static var task: LearningTask { Head.task }

  /// The expressions of the layers over a minibatch.
  ///
  /// - Throws: `ModelError` for a layer that does not fit, at its line.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    var context = try LayerContext(
      random: random, trainingSet: batch.statistics, at: head.location)
    let features = try layers.output(of: batch.inputs, in: &context)
    let expressions = try head.expressions(of: features, batch, in: &context)
    random = context.random
    return expressions
  }
}

/// The last layer of a network, with what it predicts and the cost that is trained for.
public protocol NetworkHead: Layer {
  /// What the head learns.
  static var task: LearningTask { get }

  /// The expressions of the whole network.
  ///
  /// - Parameters:
  ///   - output: the output of the head as a layer.
  ///   - batch: the minibatch, with the target of each example.
  ///   - context: the parameters of the whole network.
  func expressions(
    from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
  ) throws -> ModelExpressions
}

/// A head at its line.
public struct PlacedHead<Head: NetworkHead>: Sendable {
  let head: Head
  let location: SourceLocation

  func expressions(
    of features: Tensor<Float>, _ batch: Batch, in context: inout LayerContext
  ) throws -> ModelExpressions {
    context.target = batch.target
    let output = try context.apply(head, to: features, at: location)
    return try head.expressions(from: output, batch, in: context)
  }
}

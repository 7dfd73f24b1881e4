import Diagnostics
import Frontend
import RandomNumbers

/// A network as it is written down: its layers, and what they are trained for.
///
/// It knows no shapes until it is applied to a minibatch.
public protocol Network: Sendable {
  /// The expressions of the network over a minibatch, its parameters drawn from `random`.
  ///
  /// - Throws: `ModelError` for a layer that does not fit, at its line.
  func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier
}

/// Layers one after the other, and a head.
public struct LayeredNetwork<Head: NetworkHead>: Network {
  let layers: LayerStack
  let head: PlacedHead<Head>

  /// The expressions of the layers over a minibatch.
  ///
  /// - Throws: `ModelError` for a layer that does not fit, at its line.
  public func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    var context = try LayerContext(random: random, at: head.location)
    let features = try layers.output(of: batch.images, in: &context)
    let classifier = try head.classifier(of: features, batch, in: &context)
    random = context.random
    return classifier
  }
}

/// The last layer of a network, with what it predicts and the cost that is trained for.
public protocol NetworkHead: Layer {
  /// The classifier of the whole network.
  ///
  /// - Parameters:
  ///   - output: the output of the head as a layer.
  ///   - batch: the minibatch, with the right class of each image.
  ///   - context: the parameters of the whole network.
  func classifier(
    from output: Tensor<Float>, _ batch: ImageBatch, in context: LayerContext
  ) throws -> Classifier
}

/// A head at its line.
public struct PlacedHead<Head: NetworkHead>: Sendable {
  let head: Head
  let location: SourceLocation

  func classifier(
    of features: Tensor<Float>, _ batch: ImageBatch, in context: inout LayerContext
  ) throws -> Classifier {
    context.classes = batch.classes
    let output = try context.apply(head, to: features, at: location)
    return try head.classifier(from: output, batch, in: context)
  }
}

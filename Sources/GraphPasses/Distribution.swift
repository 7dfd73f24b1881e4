import Diagnostics
import GraphIR

/// The graph of one of several processes, each of which computes with its shard of a minibatch.
///
///     %1 = dot(left transposed) %x, %d : float(800, 500)
///
/// becomes, where both have a row for each of 500 images and the shard has 256,
///
///     %1 = dot(left transposed) %x, %d : float(800, 500)     of 256 images
///     %2 = allReduce %1 : float(800, 500)
///
/// What has a row for each image has one for each image of the shard. A sum over images is one over
/// the shard, and then over all processes. Everything else is computed by every process, so that
/// all have the same parameters.
package struct Distribution {
  /// The images that the process computes with.
  package let shard: BatchShard
  /// The inputs that have a row for each image.
  package let inputs: Set<Int>

  /// The distribution to the process of a shard.
  package init(_ shard: BatchShard, inputs: Set<Int>) {
    self.shard = shard
    self.inputs = inputs
  }

  /// The graph of the process.
  ///
  /// - Throws: `ModelError` at the line of an operation that mixes images in another way than by
  ///   sums.
  package func apply(to graph: Graph) throws -> Graph {
    var writer = ShardWriter(graph, shard, inputs: inputs)
    // Nobody reads all rows of what each process makes for its own images.
    return try Pass.eliminateDeadCode.run(writer.graph())
  }
}

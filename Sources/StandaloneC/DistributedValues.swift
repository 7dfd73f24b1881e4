import CEmitter
import Compiler
import Training

/// The values of what processes that train together have of each other.
struct DistributedValues: TemplateValues {
  let network: NetworkValues
  /// How many split a minibatch.
  let groupSize: Int
  let shards: [ShardValues]
  /// Whether processes repeat what others compute, and what is to be said of it.
  let repeats: Bool
  let note: String
  /// The version of Croton that has written the C, and the digest of the training step.
  let version, stepHash: String

  init(
    _ model: StandaloneModel, network: NetworkValues, shards: [StandaloneShard],
    algorithms: [String]
  ) throws {
    self.network = network
    groupSize = shards.count
    self.shards = shards.enumerated().map { $1.values(number: $0) }
    let note = StandaloneShard.process(0, of: network.ranks, training: model).note
    repeats = note != nil
    self.note = CText.string(note ?? "")
    version = CText.string(CrotonVersion.text)
    stepHash = try model.train?.graph.hash(algorithms: algorithms) ?? ""
  }
}

/// The values of a shard in the table of shards.
struct ShardValues: TemplateValues {
  let number: Int
  let trainFirst, trainCount, trainNumber: Int
  let evaluateFirst, evaluateCount, evaluateNumber: Int
}

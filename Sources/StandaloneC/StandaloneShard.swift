import Compiler
import GraphIR
import Training

/// The functions of one of several processes that split minibatches.
struct StandaloneShard {
  /// Its part of a training step, and of an evaluation.
  let train, evaluate: StandaloneFunction

  /// Both functions.
  var functions: [StandaloneFunction] { [train, evaluate] }

  /// One of several processes that train a model: both functions take the examples and their
  /// targets.
  static func process(_ rank: Int, of ranks: Int, training model: StandaloneModel) -> ProcessRank {
    ProcessRank(rank: rank, of: ranks, images: model.options.batchSize, inputs: [0, 1])
  }

  /// The functions of all shards that a number of processes has; none where each process computes
  /// whole minibatches.
  ///
  /// - Parameter ranks: how many processes train together, if several are to.
  /// - Throws: `ProcessError` or `ModelError` where they cannot share a minibatch.
  static func all(
    of model: StandaloneModel, ranks: Int?, options: CompileOptions
  ) throws -> [StandaloneShard] {
    guard let ranks, let train = model.train, let evaluate = model.evaluate else { return [] }
    try ProcessRank.check(0, of: ranks)
    let count = process(0, of: ranks, training: model).groupSize
    guard count > 1 else { return [] }
    return try (0..<count).map { shard in
      var options = options
      options.process = process(shard, of: ranks, training: model)
      let number = StandaloneFunction.names.count + 1 + 2 * shard
      return StandaloneShard(
        train: try StandaloneFunction(
          "train_shard\(shard)", number: number, train, options: options),
        evaluate: try StandaloneFunction(
          "evaluate_shard\(shard)", number: number + 1, evaluate, options: options))
    }
  }

  /// What the table of shards has of this one.
  func values(number: Int) -> ShardValues {
    ShardValues(
      number: number, trainFirst: train.shard?.first ?? 0, trainCount: train.shard?.count ?? 0,
      trainNumber: train.number, evaluateFirst: evaluate.shard?.first ?? 0,
      evaluateCount: evaluate.shard?.count ?? 0, evaluateNumber: evaluate.number)
  }
}

/// The settings of a run, as its `config.json` has them.
public struct RunSettings: Sendable, Equatable, Decodable {
  /// The name of the data set.
  public let data: String
  /// The number of examples in each set.
  public let trainingExamples: Int, validationExamples: Int, testExamples: Int
  /// The number of passes over the training set, at most.
  public let epochs: Int
  /// The number of examples in a minibatch.
  public let batchSize: Int
  /// The name of the optimiser.
  public let optimizer: String
  /// The learning rate of the first step.
  public let learningRate: Double
  /// The name of the schedule of the learning rate.
  public let schedule: String
  /// The weight decay of the optimiser.
  public let weightDecay: Double
  /// The factors of the penalties on the weights.
  public let l1: Double, l2: Double
  /// The other numbers of the optimiser and of the schedule, by their names.
  public let optimizerSettings: [String: Double]
  /// The seed of the initial parameters and of shuffling.
  public let seed: Int
  /// Whether the training set is shuffled before every epoch.
  public let shuffles: Bool
  /// The settings of early stopping.
  public let patience: Int, patienceIncrease: Int, improvementThreshold: Double
  /// The number of threads.
  public let threads: Int
  /// Whether every product and sum is rounded by itself.
  public let exact: Bool

  enum CodingKeys: String, CodingKey {
    case data, epochs, optimizer, schedule, l1, l2, seed, shuffles, patience, threads, exact
    case trainingExamples = "training_examples"
    case validationExamples = "validation_examples"
    case testExamples = "test_examples"
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
    case optimizerSettings = "optimizer_settings"
    case patienceIncrease = "patience_increase"
    case improvementThreshold = "improvement_threshold"
  }
}

/// The machine of a run, as its `config.json` describes it.
public struct RunMachine: Sendable, Equatable, Decodable {
  /// The operating system.
  public let system: String
  /// The processor's name.
  public let processor: String
  /// The instruction set.
  public let architecture: String
  /// The number of logical cores.
  public let cores: Int
  /// The width of the widest vectors.
  public let vectorBytes: Int
  /// The size of the memory.
  public let memoryBytes: Int

  enum CodingKeys: String, CodingKey {
    case system, processor, architecture, cores
    case vectorBytes = "vector_bytes"
    case memoryBytes = "memory_bytes"
  }
}

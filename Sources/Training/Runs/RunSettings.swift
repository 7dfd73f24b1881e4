import Foundation

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
  /// What computed matrix products with long sums, as ``BLAS``; `nil` for a run of a version that
  /// did not note it.
  public let blas: String?
  /// What factors of matrix products were rounded to, as ``Precision``; `nil` for a run of a
  /// version that did not note it.
  public let precision: String?
  /// The passes of the compiler that were left out; `nil` for a run of a version that did not note
  /// them.
  public let excludedPasses: [String]?

  enum CodingKeys: String, CodingKey {
    case data, epochs, optimizer, schedule, l1, l2, seed, shuffles, patience, threads, exact, blas
    case precision
    case excludedPasses = "excluded_passes"
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

extension RunSettings {
  /// The settings of a run as its log gets them.
  init(_ settings: KeyValuePairs<String, any Encodable>) throws {
    var object = OrderedJSONObject()
    for (key, value) in settings { try object.append(key, value) }
    self = try JSONDecoder().decode(RunSettings.self, from: Data(object.text.utf8))
  }
}

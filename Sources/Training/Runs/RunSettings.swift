import Foundation
import Toolchain

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
  /// The passes of the compiler that were left out; `nil` for a run of a version that did not note
  /// them.
  public let excludedPasses: [String]?

  enum CodingKeys: String, CodingKey {
    case data, epochs, optimizer, schedule, l1, l2, seed, shuffles, patience, threads, exact, blas
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

  /// Checks that a run which began with these settings gives the same bits with others. What may
  /// differ is the number of threads, that of epochs, and a larger patience.
  ///
  /// - Parameter path: the folder of the run.
  /// - Throws: `RunError.otherSetting`.
  func check(_ now: RunSettings, path: String) throws {
    func check<Value: Equatable>(_ name: String, _ value: (RunSettings) -> Value) throws {
      guard value(self) != value(now) else { return }
      throw RunError.otherSetting(
        path: path, name: name, value: "\(value(self))", given: "\(value(now))")
    }
    // The data may have moved.
    try check("the data") { $0.data.split(separator: "/").last.map(String.init) ?? $0.data }
    try check("this number of training examples:", \.trainingExamples)
    try check("this number of validation examples:", \.validationExamples)
    try check("this number of test examples:", \.testExamples)
    try check("the batch size", \.batchSize)
    try check("the optimiser", \.optimizer)
    try check("the learning rate", \.learningRate)
    try check("the schedule", \.schedule)
    try check("the weight decay", \.weightDecay)
    try check("the L1 factor", \.l1)
    try check("the L2 factor", \.l2)
    try check("the settings of the optimiser") { settings in
      settings.optimizerSettings.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
        .joined(separator: ", ")
    }
    try check("the seed", \.seed)
    try check("shuffling", \.shuffles)
    try check("exact arithmetic", \.exact)
    if let blas { try check("the BLAS") { $0.blas ?? blas } }
    if let excludedPasses, let now = now.excludedPasses, excludedPasses != now {
      let differing = Set(excludedPasses).symmetricDifference(now).sorted()
        .joined(separator: ", ")
      throw RunError.otherPasses(path: path, passes: differing)
    }
    try check("the patience increase", \.patienceIncrease)
    try check("the improvement threshold", \.improvementThreshold)
    if now.patience < patience { try check("the patience", \.patience) }
    let batches = max(1, trainingExamples / max(1, batchSize))
    try check("validations every so many steps:") { min(batches, $0.patience / 2) }
  }
}

/// The machine of a run, as its `config.json` describes it.
public struct RunMachine: Sendable, Equatable, Codable {
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

extension RunMachine {
  /// This machine.
  static var current: RunMachine {
    let host = HostProcessor.current()
    let process = ProcessInfo.processInfo
    return RunMachine(
      system: process.operatingSystemVersionString, processor: HostProcessor.modelName ?? "unknown",
      architecture: host.architecture.rawValue, cores: host.coreCount,
      vectorBytes: host.vectorBytes, memoryBytes: Int(clamping: process.physicalMemory))
  }
}

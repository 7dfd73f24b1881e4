import NeuralNetworks
import RandomNumbers

/// How a model is trained; the defaults are those of the deeplearning.net tutorial for LeNet.
public struct TrainingOptions: Sendable {
  /// The number of passes over the training set, at most.
  public var epochs: Int
  /// The number of examples in a minibatch.
  public var batchSize: Int
  /// How the parameters follow their gradients.
  public var optimizer: any Optimizer
  /// The factor of the sum of the weights' absolute values in the cost.
  public var l1: Double
  /// The factor of the sum of the weights' squares in the cost.
  public var l2: Double
  /// The seed of the initial parameters and of shuffling.
  public var seed: Int
  /// Whether the training set is shuffled before every epoch.
  public var shuffles: Bool
  /// When training gives up.
  public var earlyStopping: EarlyStopping.Settings
  /// The tutorial whose lines report the training; `nil` for one plain line per epoch.
  public var wording: TutorialWording?
  /// With minibatches of this size, validation and test leave out the images at the end that fill
  /// none, as the figures of a tutorial do. Otherwise every image is measured.
  public var tutorialBatchSize: Int?

  /// Settings, those of the tutorial's LeNet unless given; ``validate()`` checks them.
  public init(
    epochs: Int = 200, batchSize: Int = 500, optimizer: any Optimizer = SGD(learningRate: 0.1),
    l1: Double = 0, l2: Double = 0, seed: Int = 23455,
    shuffles: Bool = false,
    earlyStopping: EarlyStopping.Settings = EarlyStopping.Settings(),
    wording: TutorialWording? = nil, tutorialBatchSize: Int? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.l1 = l1
    self.l2 = l2
    self.seed = seed
    self.shuffles = shuffles
    self.earlyStopping = earlyStopping
    self.wording = wording
    self.tutorialBatchSize = tutorialBatchSize
  }

  /// The default settings of models that are no tutorial's: Adam at 0.001, minibatches of 100, 15
  /// epochs, shuffling.
  public static var ownNetwork: TrainingOptions {
    TrainingOptions(epochs: 15, batchSize: 100, optimizer: Adam(), shuffles: true)
  }

  /// Checks what can be checked before there is data.
  ///
  /// - Throws: `TrainingError`, `OptimizerError` or `ProgramError` for a setting that makes no
  ///   sense, `RandomNumbersError` for an impossible seed.
  public func validate() throws {
    _ = try TrainingLoop(
      trainingBatches: 1, validationBatches: 1, testBatches: 1, epochs: epochs,
      earlyStopping: earlyStopping)
    guard batchSize >= 1 else {
      throw TrainingError.settingTooSmall("the batch size", minimum: 1, given: batchSize)
    }
    try optimizer.validate()
    for (name, factor) in [("L1", l1), ("L2", l2)] {
      guard factor >= 0, Float(factor).isFinite else { throw ProgramError.penalty(name, factor) }
    }
    _ = try RandomState(seed: seed)
  }
}

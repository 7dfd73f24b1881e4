import RandomNumbers
import Training

/// How a model is trained; the defaults are those of the deeplearning.net tutorial for LeNet.
public struct TrainingOptions: Sendable {
  /// The number of passes over the training set, at most.
  public var epochs: Int
  /// The number of images in a minibatch.
  public var batchSize: Int
  /// The factor of the gradient in an update.
  public var learningRate: Double
  /// The seed of the initial parameters.
  public var seed: Int
  /// When training gives up.
  public var earlyStopping: EarlyStopping.Settings
  /// The wording of the reports.
  public var wording: TutorialWording

  public init(
    epochs: Int = 200, batchSize: Int = 500, learningRate: Double = 0.1, seed: Int = 23455,
    earlyStopping: EarlyStopping.Settings = EarlyStopping.Settings(
      patience: 10_000, patienceIncrease: 2, improvementThreshold: 0.995),
    wording: TutorialWording = .lenet
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.seed = seed
    self.earlyStopping = earlyStopping
    self.wording = wording
  }

  /// Checks what can be checked before there is data.
  ///
  /// - Throws: `TrainingError` for a setting that makes no sense, `RandomNumbersError` for an
  ///   impossible seed.
  public func validate() throws {
    _ = try TrainingLoop(
      trainingBatches: 1, validationBatches: 1, testBatches: 1, epochs: epochs,
      earlyStopping: earlyStopping)
    guard batchSize >= 1 else {
      throw TrainingError.settingTooSmall("the batch size", minimum: 1, given: batchSize)
    }
    // Training is done in single precision, in which a tiny number is 0 and a huge one infinite.
    guard Float(learningRate) > 0, Float(learningRate).isFinite else {
      throw TrainingError.learningRateOutOfRange(learningRate)
    }
    _ = try RandomState(seed: seed)
  }
}

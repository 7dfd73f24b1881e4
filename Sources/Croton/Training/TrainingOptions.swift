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
}

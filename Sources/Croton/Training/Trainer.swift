import Datasets
import Foundation
import Frontend
import Training

/// Trains a model on a data set as the deeplearning.net tutorial does: minibatches in file order,
/// early stopping, the tutorial's reports.
///
///     let trainer = Trainer(model: LeNet5(), data: .embeddedMNIST)
///     let result = try trainer.run()
public struct Trainer<Model: ClassificationModel>: Sendable {
  public var model: Model
  public var data: DataSource
  public var options: TrainingOptions
  public var compileOptions: CompileOptions
  /// Where the best parameters are saved, whenever there are better ones; nowhere if it is `nil`.
  public var savePath: String?
  /// Where a JSON object is written for every validation and test.
  public var logPath: String?

  public init(
    model: Model, data: DataSource, options: TrainingOptions = Model.defaults,
    compileOptions: CompileOptions = CompileOptions(), savePath: String? = nil,
    logPath: String? = nil
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.compileOptions = compileOptions
    self.savePath = savePath
    self.logPath = logPath
  }

  /// Where the command line saves the parameters unless the user says otherwise, and where
  /// ``Predictor`` looks for them: a file of the model's name in the current folder.
  public static var defaultSavePath: String { SavedParameters.defaultPath(model: Model.name) }

  /// Trains until the epochs are over, the patience is, or the user interrupts.
  ///
  /// - Parameters:
  ///   - sink: where the reports go.
  ///   - warnings: where what is doubtful about the model is said.
  ///   - interrupt: looked at before each training step. It is asked for when training begins:
  ///     until then there is nothing to keep, and Ctrl-C ends the process as usual.
  /// - Throws: what can go wrong with the settings, the data, the model, the compiler or the files.
  @discardableResult
  public func run(
    sink: any ConsoleSink = StandardOutput(), warnings: any ConsoleSink = StandardError(),
    interrupt: @autoclosure () -> InterruptFlag = InterruptFlag()
  ) throws -> TrainingResult {
    let console = ConsoleReporter(wording: options.wording, sink: sink)
    // What is wrong with a setting or a path should not cost a training run.
    try options.validate()
    try compileOptions.validate()
    if let savePath { try Checkpoint.checkDestination(savePath) }
    let log = try logPath.map { try JSONLinesLog(path: $0, settings: settings) }
    try console.announce(.loadingData)
    let dataset = try data.load()
    try console.announce(.buildingModel)
    let program = try ModelProgram(model, dataset: dataset, options: options)
    for warning in program.warnings { try warnings.write("\(warning)\n") }
    if program.unusedTrainingImages > 0 {
      try console.announce(
        .leavingOut(
          images: program.unusedTrainingImages, of: dataset.training.count,
          batchSize: program.batchSize))
    }
    let loop = try TrainingLoop(
      trainingBatches: program.batches.training, validationBatches: program.batches.validation,
      testBatches: program.batches.test, epochs: options.epochs,
      earlyStopping: options.earlyStopping)
    var compiled = try program.compile(options: compileOptions)
    if let savePath {
      let saved = SavedParameters(path: savePath, model: Model.name)
      let parameters = program.classifier.parameters
      compiled.onBest = { try saved.save($0, of: parameters) }
    }
    try console.announce(.training)
    let result = try loop.run(
      &compiled, observers: [console] + (log.map { [$0] } ?? []), interrupt: interrupt())
    // Interrupted before anything was measured: what there is is better than nothing.
    if compiled.best == nil { try compiled.keepBest() }
    return result
  }

  private var settings: KeyValuePairs<String, any Encodable> {
    [
      "model": Model.name, "epochs": options.epochs, "batch_size": options.batchSize,
      "optimizer": type(of: options.optimizer).name,
      "learning_rate": options.optimizer.learningRate.initial,
      "schedule": options.optimizer.learningRate.schedule.name,
      "weight_decay": options.optimizer.weightDecay, "l1": options.l1, "l2": options.l2,
      "seed": options.seed,
      "patience": options.earlyStopping.patience,
      "patience_increase": options.earlyStopping.patienceIncrease,
      "improvement_threshold": options.earlyStopping.improvementThreshold,
      "threads": compileOptions.threadCount,
    ]
  }
}

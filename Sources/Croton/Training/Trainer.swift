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
  /// Where the best parameters are saved, whenever there are better ones.
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

  /// Trains until the epochs are over, the patience is, or the user interrupts.
  ///
  /// - Parameters:
  ///   - sink: where the reports go.
  ///   - interrupt: looked at before each training step. It is asked for when training begins:
  ///     until then there is nothing to keep, and Ctrl-C ends the process as usual.
  /// - Throws: what can go wrong with the settings, the data, the model, the compiler or the files.
  @discardableResult
  public func run(
    sink: any ConsoleSink = StandardOutput(),
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
    let loop = try TrainingLoop(
      trainingBatches: program.batches.training, validationBatches: program.batches.validation,
      testBatches: program.batches.test, epochs: options.epochs,
      earlyStopping: options.earlyStopping)
    var compiled = try program.compile(options: compileOptions)
    if let savePath {
      let saver = ParameterSaver(path: savePath, model: Model.name, program: program)
      compiled.onBest = { try saver.save($0) }
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
      "learning_rate": options.learningRate, "seed": options.seed,
      "patience": options.earlyStopping.patience,
      "patience_increase": options.earlyStopping.patienceIncrease,
      "improvement_threshold": options.earlyStopping.improvementThreshold,
      "threads": compileOptions.threadCount,
    ]
  }
}

/// Writes parameters to a file.
struct ParameterSaver: Sendable {
  let path: String
  let model: String
  let program: ModelProgram

  func save(_ values: [NDArray<Float>]) throws {
    let arrays = try zip(program.classifier.parameters, values).map { parameter, value in
      try CheckpointArray(
        name: parameter.name ?? "parameter", elementType: .float32, shape: value.shape.extents,
        bytes: value.scalars.withUnsafeBytes(Array.init))
    }
    try Checkpoint(arrays: arrays, metadata: ["model": model]).write(to: path)
  }
}

import Compiler
import Datasets
import Files
import Foundation
import Frontend

/// Trains a model on a data set as the deeplearning.net tutorial does: minibatches in file order,
/// early stopping, the tutorial's reports.
///
///     let trainer = Trainer(model: LeNet5(), data: .embeddedMNIST)
///     let result = try trainer.run()
public struct Trainer<Model: TrainableModel>: Sendable {
  /// The network that is trained.
  public var model: Model
  /// The data set that it is trained on.
  public var data: DataSource
  /// How it is trained.
  public var options: TrainingOptions
  /// How its functions are compiled.
  public var compileOptions: CompileOptions
  /// Where the best parameters are saved, whenever there are better ones; nowhere if it is `nil`.
  public var savePath: String?
  /// Whether a file that another run has left at ``savePath`` is replaced. If not, it stays, and
  /// the parameters are saved beside it: to `lenet5-2.safetensors` for `lenet5.safetensors`.
  public var replacesSavedFile = true
  /// Where a JSON object is written for every validation and test. What the file has is removed
  /// when training begins.
  public var logPath: String?
  /// The folder in which an event file for TensorBoard is made when training begins; `nil` for
  /// none.
  ///
  /// It has the cost, the errors, the learning rate and the time of a step as curves, histograms of
  /// the parameters, and the filters of the first convolution as an image. TensorBoard can read it
  /// during the run, and after a run that was killed.
  public var tensorBoardPath: String?
  /// The functions that are called during training, and the stop condition.
  public var callbacks = TrainingCallbacks()

  /// Whether only results, warnings and errors are printed: no progress, no summary, no notes.
  public var isQuiet = false
  /// The command-line arguments, for the log.
  public var arguments: [String] = []

  /// A trainer that saves no parameters and writes no log unless it is given where.
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
  ///   - sink: where the results go.
  ///   - warnings: the sink of warnings about the model, of notes about unused examples, of the
  ///     summary of a model that is not a tutorial's, and, on a terminal, of the progress line.
  ///   - interrupt: looked at before each training step. It is asked for when training begins:
  ///     until then there is nothing to keep, and Ctrl-C ends the process as usual.
  ///   - didSave: told at the end of the run, however it ends, where parameters were saved. A run
  ///     that ends before its first validation saves none.
  /// - Throws: what can go wrong with the settings, the data, the model, the compiler or the files.
  @discardableResult
  public func run(
    sink: any ConsoleSink = StandardOutput(), warnings: any ConsoleSink = StandardError(),
    interrupt: @autoclosure () -> InterruptFlag = InterruptFlag(),
    didSave: (String) -> Void = { _ in }
  ) throws -> TrainingResult {
    // What is wrong with a setting or a path should not cost a training run.
    try options.validate()
    try compileOptions.validate()
    try checkFilesDiffer()
    let file = savePath.map {
      BestParametersFile(
        path: $0, model: Model.name, replaces: replacesSavedFile, data: data)
    }
    try file?.check()
    defer { if let path = file?.savedPath { didSave(path) } }
    let log = try logPath.map { try JSONLinesLog(path: $0) }
    try announce(.loadingData, on: sink)
    let dataset = try data.load(for: Model.self)
    try log?.add(settings(dataset))
    try announce(.buildingModel, on: sink)
    let program = try ModelProgram(model, dataset: dataset, options: options)
    for warning in program.warnings { try warnings.write("\(warning)\n") }
    for examples in program.unusedExamples where !isQuiet {
      try warnings.write("note: \(examples)\n")
    }
    let loop = try TrainingLoop(
      trainingBatches: program.batches.training, validationBatches: program.batches.validation,
      testBatches: program.batches.test, epochs: options.epochs,
      earlyStopping: options.earlyStopping)
    var compiled = try program.compile(options: compileOptions)
    if let file {
      compiled.onBest = { try file.save($0, of: program) }
    }
    try summarize(program, compiled, on: warnings)
    try announce(.training, on: sink)
    let observer = CallbackObserver(callbacks)
    let observers =
      observers(of: program, sink: sink, notes: warnings) + (log.map { [$0] } ?? []) + [observer]
    return try loop.run(
      &compiled, observers: observers, interrupt: interrupt(),
      isStopped: { observer.isStopped })
  }

  /// Checks that the run reads and writes different files.
  private func checkFilesDiffer() throws {
    let written = [("the parameters", savePath), ("the log", logPath)].compactMap { what, path in
      path.map { (what: what, path: $0) }
    }
    if written.count == 2, FileIdentity(written[0].path).isSame(as: FileIdentity(written[1].path)) {
      throw ProgramError.sameFile(written[1].path, written[0].what, written[1].what)
    }
    for file in written { try data.checkDoesNotHave(file.path, for: file.what) }
  }
}

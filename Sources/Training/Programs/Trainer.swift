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
  /// The folder that the run is recorded in: its configuration, its log and its checkpoints;
  /// none if it is `nil`.
  public var runFolder: RunFolder?
  /// Whether the run in the folder goes on from its last checkpoint. The results are those of a run
  /// that never stopped, to the bit.
  public var resumes = false
  /// The number of checkpoints that are kept besides the last and the best.
  public var keptCheckpoints = 0
  /// The file that the best parameters are saved to, whenever there are better ones, besides the
  /// run's folder; none if it is `nil`.
  public var savePath: String?
  /// The file that a JSON object is written to for every validation and test, besides the run's
  /// folder. What the file has is removed when training begins.
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

  /// Whether a hash of the parameters (SHA-256) is printed at the end of each epoch. The log of the
  /// run has it in any case.
  public var printsHashes = false
  /// The folder of the run that this one repeats, if it does, with the algorithms that the run had.
  var repeatedFolder: RunFolder?
  /// Whether only results, warnings and errors are printed: no progress, no summary, no notes.
  public var isQuiet = false
  /// The processes that train together, each with its shard of every minibatch; `nil` for this one
  /// alone.
  public var processes: TrainingProcesses?
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

  /// The file of the parameters of a path: the best ones of the run if it is the folder of one, and
  /// those of the model's newest run if it is `nil`.
  ///
  /// - Throws: `RunError` where there is no run; `TrainingError` where the file cannot be read;
  ///   `ProgramError` where it is another model's.
  public static func parametersPath(_ path: String?) throws -> String {
    let saved = try SavedParameters(path: path, model: Model.name)
    _ = try saved.description()
    return saved.path
  }

  /// The folder with the checkpoint that the run goes on from. A run that ended before its first
  /// checkpoint begins again.
  var resumedFolder: RunFolder? {
    guard resumes, let runFolder else { return nil }
    return FileManager.default.fileExists(atPath: runFolder.lastPath) ? runFolder : nil
  }

  /// Where a run goes on, in words.
  func place(of state: TrainingState?, isOver: Bool) -> String {
    guard let state else { return "ended before its first checkpoint and begins again" }
    guard isOver else { return "goes on after step \(state.iterations)" }
    let rate = options.optimizer.learningRate
    return "had ended after step \(state.iterations); "
      + (rate == rate.over(steps: 1)
        ? "more --epochs, or a larger --patience, go on with it"
        : "its learning rate depends on --epochs, so that more of them are another run")
  }

  /// Checks the files that the run reads and writes, before anything that takes time.
  func checkFiles() throws {
    let written = [("the parameters", savePath), ("the log", logPath)].compactMap { what, path in
      path.map { (what: what, path: $0) }
    }
    if written.count == 2, FileIdentity(written[0].path).isSame(as: FileIdentity(written[1].path)) {
      throw ProgramError.sameFile(written[1].path, written[0].what, written[1].what)
    }
    for file in written where runFolder?.owns(file.path) == true {
      throw RunError.ownFile(path: file.path, what: file.what)
    }
    for file in written where RunFolder.hasRun(owning: file.path) {
      throw RunError.fileOfAnother(path: file.path, what: file.what)
    }
    for file in written { try data.checkDoesNotHave(file.path, for: file.what) }
    if let savePath { try Checkpoint.checkDestination(savePath) }
    guard let runFolder else { return }
    guard resumes else { return try runFolder.checkIsFree() }
    let model = try RunConfiguration(of: runFolder).model
    guard model == Model.name else {
      throw RunError.otherModel(path: runFolder.path, model: model, expected: Model.name)
    }
  }
}

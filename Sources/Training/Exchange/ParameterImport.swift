import Datasets
import Files
import Foundation

/// Parameters of another program for a model of one's own: checked by name and shape, and saved so
/// that ``TrainedModel`` reads them.
///
///     try ParameterImport(model: LeNet5(), data: .embeddedMNIST)
///       .run(from: "lenet.npz", to: "lenet5.safetensors")
public struct ParameterImport<Model: TrainableModel>: Sendable {
  /// The model.
  public var model: Model
  /// The data that decides the shapes of the model.
  public var data: DataSource

  /// An import for a model of some data.
  public init(model: Model, data: DataSource) {
    self.model = model
    self.data = data
  }

  /// Reads parameters and writes them.
  ///
  /// - Parameters:
  ///   - source: the file of parameters: safetensors, or an `.npz`.
  ///   - target: the file that is written, as safetensors.
  ///   - replaces: whether a file that is there is replaced.
  /// - Returns: the number of arrays.
  /// - Throws: errors of the data, the model and the files; `ProgramError` where the parameters are
  ///   not those of the model, or `target` is `source`, a file of the data, or there and not to be
  ///   replaced.
  @discardableResult
  public func run(from source: String, to target: String, replaces: Bool = true) throws -> Int {
    // What is wrong with a path should not cost the time of reading the data.
    guard !FileIdentity(target).isSame(as: FileIdentity(source)) else {
      throw ProgramError.inputFile(target, "the parameters")
    }
    try data.checkDoesNotHave(target, for: "the parameters")
    guard replaces || !FileManager.default.fileExists(atPath: target) else {
      throw ProgramError.fileExists(target)
    }
    try Checkpoint.checkDestination(target)
    let file = try ParameterFile(path: source)
    let dataset = try data.load(for: Model.self)
    let description = ModelDescription(of: dataset, from: data)
    let program = try PredictionProgram(
      model, for: description, batchSize: 1, seed: Model.defaults.seed)
    let parameters = program.expressions.saved
    try file.load(into: parameters)
    var metadata = try description.metadata
    metadata[SavedParameters.modelKey] = Model.name
    let arrays = try parameters.map {
      try SavedArray(name: $0.name ?? "parameter", storage: $0.storage).array()
    }
    let checkpoint = try Checkpoint(arrays: arrays, metadata: metadata)
    guard replaces else {
      guard try checkpoint.writeNew(to: target) else { throw ProgramError.fileExists(target) }
      return arrays.count
    }
    try checkpoint.write(to: target)
    return arrays.count
  }
}

import Compiler
import Datasets
import GraphIR

/// A checkpoint of a training run: everything that decides how it goes on. It has no time and no
/// number of threads, so equal runs have equal checkpoints.
struct TrainingCheckpoint: Sendable {
  private static let versionKey = "croton_version"
  private static let graphKey = "graph_sha256"

  let arrays: [SavedArray]
  /// What is in the metadata, each under its name.
  let counters: [SavedArray]
  /// The strings that are the same in all checkpoints.
  let metadata: [String: String]
  private let description: ModelDescription
  private let minibatches: Int
  /// The digest of what decides the bits of a training step.
  let graphHash: String
  let algorithms: RunAlgorithms

  /// - Parameters:
  ///   - algorithms: those of the program's training function.
  ///   - data: the source of the program's data set.
  init(
    of program: ModelProgram, algorithms: [String], model: String, data: DataSource
  ) throws {
    let saved = program.savedArrays
    arrays = saved.filter { !$0.isCounter }
    counters = saved.filter(\.isCounter)
    minibatches = program.batches.training
    graphHash = try program.hash(algorithms: algorithms)
    self.algorithms = RunAlgorithms(algorithms)
    description = ModelDescription(of: program.dataset, from: data)
    metadata = try Self.metadata(of: description, model: model, algorithms: algorithms)
  }

  /// The strings that are the same in all checkpoints of a model.
  ///
  /// - Parameter algorithms: those of the training function; `nil` where there is none.
  static func metadata(
    of description: ModelDescription, model: String, algorithms: [String]?
  ) throws -> [String: String] {
    var metadata = try description.metadata
    metadata[RunAlgorithms.key] = algorithms.map { RunAlgorithms($0).metadata }
    metadata[SavedParameters.modelKey] = model
    metadata[Self.versionKey] = CrotonVersion.text
    return metadata
  }

  /// The values as they are now.
  ///
  /// - Parameter state: the state of the run; `nil` for the best parameters, which no run goes on
  ///   from.
  func checkpoint(_ state: TrainingState? = nil) throws -> Checkpoint {
    var now = state?.metadata(minibatches: minibatches) ?? [:]
    if state != nil { now[Self.graphKey] = graphHash }
    for counter in counters { now[counter.name] = counter.text }
    return try Checkpoint(
      arrays: arrays.map { try $0.array() }, metadata: metadata.merging(now) { $1 })
  }

  /// Sets all values to those of a checkpoint.
  ///
  /// - Returns: the state of its run.
  /// - Throws: `RunError` where the file has no state, lacks a counter or its algorithms, or its
  ///   training computed something else, with other algorithms or with other data; `ProgramError` where it does not describe its data, or an
  ///   array is missing or has another type or shape; `TrainingError` where the file cannot be read.
  ///   All values are then as they were.
  func restore(from folder: RunFolder) throws -> TrainingState {
    let path = folder.lastPath
    let file = try CheckpointFile(path: path)
    guard let state = TrainingState(metadata: file.metadata) else {
      throw RunError.noState(path: path)
    }
    guard let earlier = ModelDescription(metadata: file.metadata) else {
      throw ProgramError.notDescribed(path: path)
    }
    try earlier.check(goesOnAs: description, path: folder.path)
    let version = try RunConfiguration(of: folder).version
    guard let names = file.metadata[RunAlgorithms.key] else {
      throw RunError.noAlgorithms(path: folder.path, version: version)
    }
    try RunAlgorithms(metadata: names).check(
      goOnAs: algorithms, path: folder.path, version: version)
    guard file.metadata[Self.graphKey] == graphHash else {
      throw RunError.otherGraph(path: folder.path)
    }
    let values = try arrays.map { array in
      let expected = array.storage.type.shape
      guard let entry = file.entry(named: array.name) else {
        throw ProgramError.notSaved(path: path, parameter: array.name, shape: expected)
      }
      guard entry.elementType == array.elementType else {
        throw ProgramError.savedType(
          path: path, parameter: array.name, found: entry.elementType.rawValue,
          expected: array.elementType.rawValue)
      }
      let found = Shape(entry.shape)
      guard found == expected, let value = try file.array(named: array.name) else {
        throw ProgramError.savedShape(
          path: path, parameter: array.name, found: found, expected: expected)
      }
      return value
    }
    let counts = try counters.map { counter in
      guard let text = file.metadata[counter.name], let value = try counter.array(text: text) else {
        throw RunError.noCounter(
          path: path, name: counter.name, count: counter.storage.type.shape.elementCount)
      }
      return value
    }
    for (array, value) in zip(arrays + counters, values + counts) { array.set(value) }
    return state
  }
}

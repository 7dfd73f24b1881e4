import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers
import Storage

/// What a model consists of for a program that trains and asks it without Croton: functions of
/// minibatches, the values that they work on, and the text of its checkpoints.
package struct StandaloneModel: Sendable {
  /// A value that the functions work on.
  package struct Value: Sendable {
    /// What the value is to training.
    package enum Role: Sendable {
      /// What training changes by gradients.
      case parameter
      /// What is saved with the parameters.
      case statistic
      /// What else training changes, as an array of a checkpoint.
      case training
      /// What else training changes, as numbers among the strings of a checkpoint.
      case counter
      /// The base of the learning rate, which the user may set.
      case learningRate
      /// The last rate of a schedule over the base.
      case rateRatio
      /// What nothing changes.
      case fixed
    }

    /// The name in a checkpoint.
    package let name: String
    package let storage: TensorStorage
    package let role: Role

    /// Whether a checkpoint has it as an array.
    package var isSavedArray: Bool { [.parameter, .statistic, .training].contains(role) }
  }

  /// A piece of the header of a checkpoint.
  package enum HeaderPiece: Sendable, Equatable {
    case text(String)
    /// The numbers of the next counter, with blanks between them.
    case counter
  }

  /// The name of the model.
  package let name: String
  /// How the model is trained.
  package let options: TrainingOptions
  /// What the model computes.
  package let expressions: ModelExpressions
  /// What drew the initial parameters, as far as it is known.
  package let draws: [RandomDraw]
  /// The minibatches of an epoch; none without data.
  package let trainingBatches: Int
  /// The examples that training leaves out, with the reason.
  package let unusedExamples: [UnusedExamples]
  package let description: ModelDescription
  /// Whether the values of examples are bytes.
  package let takesBytes: Bool
  /// Takes a minibatch, returns its cost and updates the values; `nil` without training.
  package let train: FunctionDefinition?
  /// Takes a minibatch, the first example that counts and the one after the last, and returns the
  /// sum of their errors; `nil` without training.
  package let evaluate: FunctionDefinition?
  /// Takes examples and returns predictions.
  package let predict: FunctionDefinition
  /// The values: parameters, statistics, other arrays of a checkpoint, counters, fixed values.
  package let values: [Value]
  /// The metadata of a checkpoint, without counters and algorithms.
  private let metadata: [String: String]
  /// Whether parameters are those of a file, and not drawn.
  package let hasWeights: Bool
  /// Whether validation and test leave out the examples that fill no minibatch.
  package let leavesOutRest: Bool
  /// Whether the examples are split as in a folder of IDX files.
  package let hasSplitOfSource: Bool

  /// The model of a file of parameters, to be asked alone. It needs no data set, since the file
  /// describes the one that it was trained on.
  ///
  /// - Parameter path: the file of parameters, or the folder of a run.
  /// - Returns: `nil` where the file describes no data, as those of other programs.
  /// - Throws: errors of the model and the file.
  package init?<Model: TrainableModel>(
    _ model: Model, trainedAs path: String, options: TrainingOptions
  ) throws {
    let saved = try SavedParameters(path: path, model: Model.name)
    guard let description = try ModelDescription(of: saved, savedBy: Model.self),
      let element = description.element
    else { return nil }
    let loaded = LoadedMinibatch(of: options.batchSize, for: description, of: element)
    var random = try RandomState(seed: options.seed)
    expressions = try model.expressions(loaded.batch, random: &random)
    try saved.load(into: expressions.saved)
    name = Model.name
    self.options = options
    self.description = description
    draws = []
    trainingBatches = 0
    unusedExamples = []
    hasWeights = true
    leavesOutRest = false
    hasSplitOfSource = description.split ?? DatasetSplit() == DatasetSplit()
    takesBytes = loaded.takesBytes
    (train, evaluate) = (nil, nil)
    predict = try loaded.prediction(of: expressions)
    let arrays = expressions.savedArrays
    metadata = try TrainingCheckpoint.metadata(
      of: description, model: Model.name, algorithms: nil)
    values = Self.values(
      arrays, parameters: expressions.parameters.count, saved: arrays.count, counters: [],
      of: [predict], optimizer: nil)
  }

  /// - Parameters:
  ///   - data: the data set, whose examples, classes and statistics the model is made for.
  ///   - weights: a file of parameters; initial ones unless given.
  ///   - trains: whether the model can be trained, and not only asked.
  /// - Throws: errors of the data, the model and the file of parameters.
  package init<Model: TrainableModel>(
    _ model: Model, data: DataSource, options: TrainingOptions, weights: String? = nil,
    trains: Bool = true
  ) throws {
    try self.init(
      model, dataset: data.load(for: Model.self), from: data, options: options, weights: weights,
      trains: trains)
  }

  /// The same of a data set that has been loaded.
  ///
  /// - Parameter data: where it comes from.
  /// - Throws: as above.
  package init<Model: TrainableModel>(
    _ model: Model, dataset: Dataset, from data: DataSource, options: TrainingOptions,
    weights: String? = nil, trains: Bool = true
  ) throws {
    let program = try ModelProgram(
      model, dataset: dataset, options: options, takesMinibatches: true, hasSettableRate: true)
    let description = ModelDescription(of: dataset, from: data)
    if let weights {
      let saved = try SavedParameters(path: weights, model: Model.name)
      if let known = try saved.description() {
        try description.check(isThatOf: known, path: saved.path)
      }
      try saved.load(into: program.expressions.saved)
    }
    name = Model.name
    self.options = options
    expressions = program.expressions
    draws = program.draws
    trainingBatches = program.batches.training
    unusedExamples = program.unusedExamples
    self.description = description
    hasWeights = weights != nil
    leavesOutRest = !options.shuffles && options.tutorialBatchSize == options.batchSize
    hasSplitOfSource = data.split == DatasetSplit()
    guard let loaded = program.minibatch as? LoadedMinibatch else {
      preconditionFailure("minibatches are arguments")
    }
    takesBytes = loaded.takesBytes
    let location = program.expressions.location
    train = trains ? program.train : nil
    evaluate =
      trains
      ? try loaded.partialEvaluation(
        adding: ExampleErrors(of: program.expressions, on: loaded.batch), at: location)
      : nil
    predict = try loaded.prediction(of: program.expressions)
    let saved = program.savedArrays
    let count = program.expressions.saved.count
    let arrays = saved.filter { !$0.isCounter }.prefix(trains ? .max : count)
    let counters = trains ? saved.filter(\.isCounter) : []
    metadata = try TrainingCheckpoint.metadata(
      of: description, model: Model.name, algorithms: nil)
    values = Self.values(
      Array(arrays), parameters: program.expressions.parameters.count, saved: count,
      counters: counters,
      of: [train, evaluate, predict].compactMap { $0 }, optimizer: program.optimizerState)
  }

  /// The arrays and counters of a checkpoint, and whatever else functions work on.
  private static func values(
    _ arrays: [SavedArray], parameters: Int, saved count: Int, counters: [SavedArray],
    of functions: [FunctionDefinition], optimizer: OptimizerState<Float>?
  ) -> [Value] {
    var values = arrays.enumerated().map { index, array in
      Value(
        name: array.name, storage: array.storage,
        role: index < parameters ? .parameter : index < count ? .statistic : .training)
    }
    values += counters.map { Value(name: $0.name, storage: $0.storage, role: .counter) }
    var known = Set(values.map { ObjectIdentifier($0.storage) })
    for function in functions {
      for (name, storage) in function.shared where known.insert(ObjectIdentifier(storage)).inserted
      {
        values.append(
          Value(name: name, storage: storage, role: Self.role(of: storage, in: optimizer)))
      }
    }
    return values
  }

  /// The role of a value that no checkpoint has.
  private static func role(of storage: TensorStorage, in state: OptimizerState<Float>?)
    -> Value.Role
  {
    if let rate = state?.rate, storage === rate.storage { return .learningRate }
    if let ratio = state?.rateRatio, storage === ratio.storage { return .rateRatio }
    return .fixed
  }

  /// The header of a checkpoint, without the length before it and the spaces at its end, and with
  /// gaps where counters have their numbers.
  ///
  /// - Parameter algorithms: those of the training function; `nil` where there is none.
  package func header(algorithms: [String]?) throws -> [HeaderPiece] {
    func saved(_ values: [Value]) -> [SavedArray] {
      values.map { SavedArray(name: $0.name, storage: $0.storage) }
    }
    let arrays = try saved(values.filter(\.isSavedArray)).map { try $0.array() }
    let counters = saved(values.filter { $0.role == .counter })
    var metadata = metadata
    metadata[RunAlgorithms.key] = algorithms.map { RunAlgorithms($0).metadata }
    func text(_ metadata: [String: String]) throws -> String {
      let bytes = try SafetensorsHeader.bytes(arrays: arrays, metadata: metadata)
      let text = String(decoding: bytes.dropFirst(SafetensorsHeader.lengthSize), as: UTF8.self)
      return String(text[...(text.lastIndex(of: "}") ?? text.startIndex)])
    }
    var names = metadata
    for counter in counters { names[counter.name] = "" }
    // What stands for the numbers of a counter, and nowhere else.
    let all = try text(names)
    var mark = "counter"
    while all.contains(mark) { mark += "x" }
    for counter in counters { names[counter.name] = mark }
    let parts = try text(names).split(separator: mark, omittingEmptySubsequences: false)
    return parts.enumerated().flatMap { index, part -> [HeaderPiece] in
      (index == 0 ? [] : [.counter]) + [.text(String(part))]
    }
  }
}

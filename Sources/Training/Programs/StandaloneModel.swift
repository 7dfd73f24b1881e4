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
  package let program: ModelProgram
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
  /// The header of a checkpoint, without the length before it and the spaces at its end.
  package let header: [HeaderPiece]
  /// Whether parameters are those of a file, and not drawn.
  package let hasWeights: Bool
  /// Whether validation and test leave out the examples that fill no minibatch.
  package let leavesOutRest: Bool
  /// Whether the examples are split as in a folder of IDX files.
  package let hasSplitOfSource: Bool

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
    self.program = program
    self.description = description
    hasWeights = weights != nil
    leavesOutRest = options.tutorialBatchSize == options.batchSize
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
    let checkpoint = try TrainingCheckpoint(of: program, model: Model.name, data: data)
    let count = program.expressions.saved.count
    let arrays = trains ? checkpoint.arrays : Array(checkpoint.arrays.prefix(count))
    let counters = trains ? checkpoint.counters : []
    header = try Self.header(arrays, counters, metadata: checkpoint.metadata)
    let parameters = program.expressions.parameters.count
    var values = arrays.enumerated().map { index, array in
      Value(
        name: array.name, storage: array.storage,
        role: index < parameters ? .parameter : index < count ? .statistic : .training)
    }
    values += counters.map { Value(name: $0.name, storage: $0.storage, role: .counter) }
    var known = Set(values.map { ObjectIdentifier($0.storage) })
    for function in [train, evaluate, predict].compactMap({ $0 }) {
      for (name, storage) in function.shared where known.insert(ObjectIdentifier(storage)).inserted
      {
        values.append(
          Value(name: name, storage: storage, role: Self.role(of: storage, in: program)))
      }
    }
    self.values = values
  }

  /// The role of a value that no checkpoint has.
  private static func role(of storage: TensorStorage, in program: ModelProgram) -> Value.Role {
    let state = program.optimizerState
    if storage === state.rate?.storage { return .learningRate }
    return storage === state.rateRatio?.storage ? .rateRatio : .fixed
  }

  /// The header of a checkpoint, with gaps where counters have their numbers.
  private static func header(
    _ arrays: [SavedArray], _ counters: [SavedArray], metadata: [String: String]
  ) throws -> [HeaderPiece] {
    let arrays = try arrays.map { try $0.array() }
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

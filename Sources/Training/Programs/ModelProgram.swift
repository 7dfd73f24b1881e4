import Compiler
import Datasets
import Diagnostics
import Execution
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

/// The functions that train and measure a model on a data set, before they are compiled.
public struct ModelProgram: Sendable {
  /// Takes a minibatch, or its index, returns its cost and updates the parameters.
  package let train: FunctionDefinition
  /// Takes a minibatch of the validation set, or its index, and returns the sum of its examples'
  /// errors: the number of misclassified examples, or the squared errors of a regression.
  package let validate: FunctionDefinition
  /// The same for the test set; the same function if minibatches are arguments.
  package let test: FunctionDefinition
  /// Takes examples and returns a prediction for each: the most probable class and the probability
  /// of every class, or numbers.
  package let predict: FunctionDefinition
  /// Whether the functions take minibatches as arguments, rather than indices into shared values.
  public let takesMinibatches: Bool
  /// What drew the initial parameters, as far as it is known.
  package let draws: [RandomDraw]
  /// The data set.
  public let dataset: Dataset
  /// How the model is trained.
  public let options: TrainingOptions
  /// What the model computes.
  public let expressions: ModelExpressions
  /// The cost that training minimises: that of the expressions and the penalties on the weights.
  public let cost: Tensor<Float>
  /// The learning rate, with a schedule of known length.
  package let learningRate: LearningRate
  /// What the optimiser remembers from one step to the next.
  public let optimizerState: OptimizerState<Float>
  /// The whole minibatches of the training set, and those that the other sets are measured in.
  public let batches: (training: Int, validation: EvaluationBatches, test: EvaluationBatches)
  /// The examples that are left out, since they fill no minibatch. Of a shuffled training set, of
  /// which each epoch leaves out others, only more than a quarter are counted.
  public let unusedExamples: [UnusedExamples]
  /// What is probably not as the model's author wants it.
  public let warnings: [Diagnostic]
  /// The number of examples in a minibatch.
  public let batchSize: Int
  let minibatch: any Minibatch
  /// What a training step changes.
  private let updates: [Update]

  /// - Throws: `ModelError` with the mistakes in the model, `RandomNumbersError` for an impossible
  ///   seed or layer, `TrainingError` for settings that make no sense, `ProgramError` for a
  ///   minibatch larger than the data set.
  public init(
    _ model: some TrainableModel, dataset: Dataset, options: TrainingOptions
  ) throws {
    try self.init(model, dataset: dataset, options: options, takesMinibatches: nil)
  }

  /// - Parameter asked: whether minibatches are arguments; unless given, they are where examples
  ///   are shuffled or do not fit in memory.
  /// - Parameter hasSettableRate: whether the learning rate can be set between steps.
  package init(
    _ model: some TrainableModel, dataset: Dataset, options: TrainingOptions,
    takesMinibatches asked: Bool?, hasSettableRate: Bool = false
  ) throws {
    try options.validate()
    let count = options.batchSize
    self.dataset = dataset
    self.options = options
    // Several processes take as arguments what one has in shared values, and measure the same.
    let takesByItself = Self.takesMinibatches(from: dataset, options: options)
    takesMinibatches = asked ?? takesByItself
    let leavesOutRest = !options.shuffles && options.tutorialBatchSize == count
    let limiting = Self.limitingSet(of: dataset, takesMinibatches: takesByItself)
    if count > dataset[limiting].count {
      throw ProgramError.batchSize(count, largest: dataset[limiting].count, set: limiting)
    }
    let minibatch: any Minibatch =
      takesMinibatches
      ? LoadedMinibatch(of: count, from: dataset, leavesOutRest: leavesOutRest)
      : ResidentMinibatch(
        of: count, from: dataset, leavesOutRest: leavesOutRest)
    var random = try RandomState.recording(seed: options.seed)
    let expressions = try model.expressions(minibatch.batch, random: &random)
    draws = random.draws
    // What is wrong from here on is wrong with the model, at whose line it is reported.
    let location = expressions.location
    var checks = ModelChecks()
    checks.checkParameters(of: expressions)
    guard checks.errors.isEmpty else { throw ModelError(checks.errors) }
    cost = expressions.cost(l1: Float(options.l1), l2: Float(options.l2))
    var optimizerState = OptimizerState<Float>(hasSettableRate: hasSettableRate)
    learningRate = options.optimizer.learningRate.over(
      steps: options.epochs * (dataset.training.count / count))
    var optimizer = options.optimizer
    optimizer.learningRate = learningRate
    let updates = try optimizer.updates(
      of: expressions.parameters,
      gradients: gradient(
        of: cost, withRespectTo: expressions.parameters, file: location.file, line: location.line),
      state: &optimizerState, file: location.file, line: location.line)
    self.optimizerState = optimizerState
    self.updates = updates + expressions.updates
    train = try minibatch.training(cost, updates: self.updates, at: location)
    (validate, test) = try minibatch.evaluation(
      adding: ExampleErrors(of: expressions, on: minibatch.batch), at: location)
    predict = try .prediction(of: expressions, from: minibatch.values)
    self.minibatch = minibatch
    checks.checkEvaluation(validate)
    warnings = checks.warnings
    self.expressions = expressions
    batches = (
      dataset.training.count / count, minibatch.measured(dataset.validation),
      minibatch.measured(dataset.test)
    )
    let trained = batches.training * count
    unusedExamples = [
      (ExampleSet.training, trained), (.validation, batches.validation.examples),
      (.test, batches.test.examples),
    ].compactMap { set, used in
      let total = dataset[set].count
      let isShuffled = set == .training && options.shuffles
      // With shuffling, each epoch leaves out other examples; a few of them are not worth a note.
      let most = isShuffled ? total / 4 : 0
      return total - used <= most
        ? nil
        : UnusedExamples(
          set: set, count: total - used, total: total, batchSize: count, isShuffled: isShuffled)
    }
    batchSize = count
  }

  /// Whether minibatches are arguments unless something else is asked for: examples are shuffled or
  /// do not fit in memory.
  private static func takesMinibatches(from dataset: Dataset, options: TrainingOptions) -> Bool {
    options.shuffles
      || [dataset.training, dataset.validation, dataset.test]
        .contains { if case .stored = $0.values { true } else { false } }
  }

  /// The set that no minibatch is larger than: every set in shared values needs at least one whole
  /// minibatch.
  private static func limitingSet(of dataset: Dataset, takesMinibatches: Bool) -> ExampleSet {
    (takesMinibatches ? [] : [ExampleSet.validation, .test]).reduce(.training) { least, set in
      dataset[set].count < dataset[least].count ? set : least
    }
  }

  /// The largest minibatch that a model can be trained with.
  package static func largestBatch(from dataset: Dataset, options: TrainingOptions) -> Int {
    let isArgument = takesMinibatches(from: dataset, options: options)
    return dataset[limitingSet(of: dataset, takesMinibatches: isArgument)].count
  }

  /// The arguments of the training function for the first examples of the training set.
  ///
  /// - Throws: `DatasetError` where examples cannot be read.
  package func firstMinibatch() throws -> [any FunctionArgument] { try minibatch(0) }

  /// The arguments of the training function for a minibatch of the training set, in the order of the
  /// data.
  ///
  /// - Throws: `DatasetError` where examples cannot be read.
  package func minibatch(_ minibatch: Int) throws -> [any FunctionArgument] {
    guard takesMinibatches else { return [minibatch] }
    return try BatchLoader(
      dataset.training, exampleShape: dataset.exampleShape, batchSize: batchSize,
      order: EpochOrder(count: dataset.training.count, seed: nil), includesRest: false
    ).minibatch(minibatch, epoch: 0).arguments
  }

  /// The digest of what decides the bits of a training step: its graph, as a function of the values
  /// and targets of a minibatch, and its algorithms. In which way minibatches come makes no
  /// difference to it.
  ///
  /// - Throws: `ToolchainError.digestUnavailable`.
  func hash(algorithms: [String]) throws -> String {
    let target: any TensorConvertible =
      switch minibatch.batch.target {
      case .classes(let labels, _): labels
      case .numbers(let numbers, _): numbers
      }
    return try FunctionDefinition(
      name: "train", inputs: [minibatch.values, target], outputs: [cost], updates: updates,
      givens: [], mode: .training, at: expressions.location
    ).graph.hash(algorithms: algorithms)
  }

  /// The algorithms of the training function, without its C.
  func trainingAlgorithms(options: CompileOptions) throws -> [String] {
    try GeneratedFunction.schedule(of: train, options: options).algorithms
  }

  /// The training function, and those for validation and test.
  package var functions: [FunctionDefinition] {
    takesMinibatches ? [train, validate] : [train, validate, test]
  }

  /// The C of the training, validation and test functions.
  public func generate(options: CompileOptions = CompileOptions()) throws -> [GeneratedFunction] {
    try options.validate()
    return try GeneratedFunction.generateAll(functions, options: options)
  }

  /// The compiled training, validation and test functions, compiled at the same time.
  ///
  /// - Throws: `ProgramError` for impossible options; `ToolchainError` when the C
  ///   compiler or the BLAS is missing or fails.
  public func compile(options: CompileOptions = CompileOptions()) throws -> CompiledProgram {
    try compile(generate(options: options))
  }

  /// The compiled functions whose C ``generate(options:)`` has made.
  ///
  /// - Parameter processes: those that call the functions together, if there are several.
  /// - Throws: `ToolchainError` when the C compiler or the BLAS is missing or fails.
  func compile(
    _ generated: [GeneratedFunction], processes: ProcessGroup? = nil
  ) throws -> CompiledProgram {
    let compiled = try Function.compileAll(functions, generated, processes: processes)
    return CompiledProgram(
      train: compiled[0], validate: compiled[1], test: compiled[compiled.count - 1], program: self)
  }

  /// The compiled prediction function.
  ///
  /// - Throws: as ``compile(options:)`` does.
  public func compilePrediction(options: CompileOptions = CompileOptions()) throws -> Function {
    try options.validate()
    return try Function(predict, options: options)
  }
}

import Compiler
import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

/// The functions that train and measure a model on a data set, before they are compiled.
public struct ModelProgram: Sendable {
  /// Takes a minibatch's number, returns its cost and updates the parameters.
  package let train: FunctionDefinition
  /// Takes a minibatch's number and returns how many answers are wrong in it, of the validation
  /// set.
  package let validate: FunctionDefinition
  /// The same for the test set.
  package let test: FunctionDefinition
  /// Takes images and returns the most probable class of each.
  package let predict: FunctionDefinition
  /// What the model computes.
  public let expressions: ModelExpressions
  /// What training makes small: the expressions's cost and the penalties on its weights.
  public let cost: Tensor<Float>
  /// What the optimiser remembers from one step to the next.
  public let optimizerState: OptimizerState<Float>
  /// The whole minibatches of the training set, and those that the other sets are measured in.
  public let batches: (training: Int, validation: EvaluationBatches, test: EvaluationBatches)
  /// The images that are left out, since they fill no minibatch.
  public let unusedImages: [UnusedImages]
  /// What is probably not as the model's author wants it.
  public let warnings: [Diagnostic]
  /// The number of images in a minibatch.
  public let batchSize: Int

  /// - Throws: `ModelError` with the mistakes in the model, `RandomNumbersError` for an impossible
  ///   seed or layer, `TrainingError` for settings that make no sense, `ProgramError` for a
  ///   minibatch larger than the data set.
  public init(
    _ model: some TrainableModel, dataset: Dataset, options: TrainingOptions
  ) throws {
    try options.validate()
    let count = options.batchSize
    let smallest = min(dataset.training.count, dataset.validation.count, dataset.test.count)
    guard count <= smallest else {
      throw ProgramError.batchSize(count, largest: smallest)
    }
    let minibatch = Minibatch(
      of: count, from: dataset, leavesOutRest: options.tutorialBatchSize == count)
    var random = try RandomState(seed: options.seed)
    let expressions = try model.expressions(minibatch.batch, random: &random)
    // What is wrong from here on is wrong with the model, at whose line it is reported.
    let location = expressions.location
    var checks = ModelChecks()
    checks.checkParameters(of: expressions)
    guard checks.errors.isEmpty else { throw ModelError(checks.errors) }
    cost = expressions.cost(l1: Float(options.l1), l2: Float(options.l2))
    var optimizerState = OptimizerState<Float>()
    let updates = try options.optimizer.updates(
      of: expressions.parameters,
      gradients: gradient(
        of: cost, withRespectTo: expressions.parameters, file: location.file, line: location.line),
      state: &optimizerState, file: location.file, line: location.line)
    self.optimizerState = optimizerState
    train = try minibatch.training(
      "train", over: dataset.training, cost, updates: updates + expressions.updates, at: location)
    let isWrong = wrongAnswers(
      in: expressions.predictions, minibatch.labels, file: location.file, line: location.line)
    validate = try minibatch.evaluation(
      "validate", over: dataset.validation, counting: isWrong, at: location)
    test = try minibatch.evaluation("test", over: dataset.test, counting: isWrong, at: location)
    predict = try FunctionDefinition(
      name: "predict", inputs: [minibatch.pixels], outputs: [expressions.predictions], updates: [],
      givens: [], mode: .evaluation, at: location)
    checks.checkEvaluation(validate)
    warnings = checks.warnings
    self.expressions = expressions
    batches = (
      dataset.training.count / count, minibatch.measured(dataset.validation),
      minibatch.measured(dataset.test)
    )
    unusedImages = [
      ("training", dataset.training, dataset.training.count / count * count),
      ("validation", dataset.validation, batches.validation.images),
      ("test", dataset.test, batches.test.images),
    ].compactMap { part, data, used in
      used == data.count
        ? nil
        : UnusedImages(
          part: part, count: data.count - used, total: data.count, batchSize: count)
    }
    batchSize = count
  }

  /// The C of the training, validation and test functions.
  public func generate(options: CompileOptions = CompileOptions()) throws -> [GeneratedFunction] {
    return try [train, validate, test].map { try GeneratedFunction($0, options: options) }
  }

  /// The compiled training, validation and test functions, compiled at the same time.
  ///
  /// - Throws: `ProgramError` for impossible options; `ToolchainError` when the C
  ///   compiler or the BLAS is missing or fails.
  public func compile(options: CompileOptions = CompileOptions()) throws -> CompiledProgram {
    try options.validate()
    let functions = try Function.compileAll([train, validate, test], options: options)
    return CompiledProgram(
      train: functions[0], validate: functions[1], test: functions[2], program: self)
  }

  /// The compiled function from images to classes.
  ///
  /// - Throws: as ``compile(options:)`` does.
  public func compilePrediction(options: CompileOptions = CompileOptions()) throws -> Function {
    try options.validate()
    return try Function(predict, options: options)
  }
}

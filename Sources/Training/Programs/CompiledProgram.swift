import Compiler
import Datasets
import Frontend
import GraphIR

/// A model's compiled functions, as the training loop calls them.
public struct CompiledProgram: TrainingSteps, Sendable {
  /// The training step: takes a minibatch, or its index, returns its cost, and updates the
  /// parameters.
  public let train: Function
  /// Takes a minibatch of the validation set, or its index, and returns the sum of its errors.
  public let validate: Function
  /// Takes a minibatch of the test set, or its index, and returns the sum of its errors.
  public let test: Function
  /// The program that the functions were compiled from.
  public let program: ModelProgram
  /// The parameters with the lowest validation error so far.
  public private(set) var best: [NDArray<Float>]?
  /// What to do with the best parameters besides keeping them.
  public var onBest: (@Sendable ([NDArray<Float>]) throws -> Void)?
  /// What to do at a checkpoint.
  public var onCheckpoint: (@Sendable (TrainingState) throws -> Void)?

  /// The loaders of the minibatches that functions take.
  private let loaders: (training: BatchLoader, validation: BatchLoader, test: BatchLoader)?
  private var epoch = 0

  init(train: Function, validate: Function, test: Function, program: ModelProgram) {
    self.train = train
    self.validate = validate
    self.test = test
    self.program = program
    guard program.takesMinibatches else {
      loaders = nil
      return
    }
    func loader(
      _ examples: LabeledExamples, for function: Function, seed: Int? = nil, includesRest: Bool
    ) -> BatchLoader {
      // One of several processes loads the images that it computes with.
      let shard = function.generated.optimizedGraph.shard
      return BatchLoader(
        examples, exampleShape: program.dataset.exampleShape, batchSize: program.batchSize,
        rows: shard.map { $0.first..<$0.first + $0.count },
        order: EpochOrder(count: examples.count, seed: seed), includesRest: includesRest)
    }
    let dataset = program.dataset
    loaders = (
      loader(
        dataset.training, for: train, seed: program.options.shuffles ? program.options.seed : nil,
        includesRest: false),
      loader(dataset.validation, for: validate, includesRest: true),
      loader(dataset.test, for: test, includesRest: true)
    )
  }

  /// The functions, each once.
  public var functions: [Function] {
    program.takesMinibatches ? [train, validate] : [train, validate, test]
  }

  /// The parameters and running statistics as they are now, in the order in which they are saved.
  public var parameters: [NDArray<Float>] {
    program.expressions.saved.map(\.value)
  }

  /// Selects the minibatches of an epoch, counted from 1.
  public mutating func startEpoch(_ epoch: Int) { self.epoch = epoch - 1 }

  /// Trains on a minibatch of the training set.
  ///
  /// - Returns: its cost before the updates.
  /// - Throws: what a call of ``train`` throws, and `DatasetError` where examples cannot be read.
  public func trainStep(minibatch: Int) throws -> Double {
    let arguments =
      try loaders?.training.minibatch(minibatch, epoch: epoch).arguments ?? [minibatch]
    return Double(try call(train, arguments)[program.cost].scalar ?? .nan)
  }

  /// The mean error of the examples in a minibatch of the validation set: the error
  /// rate, or the mean squared error.
  ///
  /// - Throws: what a call of ``validate`` throws, and `DatasetError` where examples cannot be
  ///   read.
  public func validationError(minibatch: Int) throws -> Double {
    try meanError(
      validate, minibatch, of: program.batches.validation, from: loaders?.validation)
  }

  /// The mean error of the examples in a minibatch of the test set.
  ///
  /// - Throws: what a call of ``test`` throws, and `DatasetError` where examples cannot be read.
  public func testError(minibatch: Int) throws -> Double {
    try meanError(test, minibatch, of: program.batches.test, from: loaders?.test)
  }

  /// A parameter with a number that is NaN or infinite.
  public func nonFiniteParameter() -> (name: String, value: Float)? {
    for parameter in program.expressions.saved {
      let scalars = parameter.value.scalars
      if let index = scalars.withUnsafeBufferPointer(FiniteCheck.firstNonFinite) {
        return (parameter.name ?? "parameter", scalars[index])
      }
    }
    return nil
  }

  /// Keeps the parameters as ``best``, and hands them to ``onBest``.
  ///
  /// - Throws: what `onBest` throws.
  public mutating func keepBest() throws {
    let parameters = parameters
    best = parameters
    try onBest?(parameters)
  }

  /// Hands the state of the run to ``onCheckpoint``.
  ///
  /// - Throws: what `onCheckpoint` throws.
  public func saveCheckpoint(_ state: TrainingState) throws { try onCheckpoint?(state) }

  private func meanError(
    _ function: Function, _ minibatch: Int, of batches: EvaluationBatches,
    from loader: BatchLoader?
  ) throws -> Double {
    var arguments: [any FunctionArgument] = [minibatch]
    if let loaded = try loader?.minibatch(minibatch, epoch: 0) {
      arguments = loaded.arguments + [loaded.count]
    }
    let outputs = try call(function, arguments)
    let sum: Double? =
      switch program.expressions.prediction {
      case .classes: try outputs[0, as: Int64.self].scalar.map(Double.init)
      case .numbers: try outputs[0, as: Float.self].scalar.map(Double.init)
      }
    return (sum ?? .nan) / Double(batches.examples(in: minibatch))
  }

  /// Calls a function on a minibatch; what fails is reported at the model's line.
  private func call(
    _ function: Function, _ arguments: [any FunctionArgument]
  ) throws -> FunctionOutputs {
    let location = program.expressions.location
    return try function.call(arguments, file: location.file, line: location.line)
  }
}

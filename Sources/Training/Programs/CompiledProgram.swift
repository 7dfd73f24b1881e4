import Compiler
import Frontend
import GraphIR

/// A model's compiled functions, as the training loop calls them.
public struct CompiledProgram: TrainingSteps {
  /// The training step: the number of a minibatch to its cost, with the updates of the parameters.
  public let train: Function
  /// The number of a minibatch of the validation set to how many of its images are wrong.
  public let validate: Function
  /// The number of a minibatch of the test set to how many of its images are wrong.
  public let test: Function
  /// The program that the functions were compiled from.
  public let program: ModelProgram
  /// The parameters with the lowest validation error so far.
  public private(set) var best: [NDArray<Float>]?
  /// What to do with the best parameters besides keeping them.
  public var onBest: (@Sendable ([NDArray<Float>]) throws -> Void)?

  init(train: Function, validate: Function, test: Function, program: ModelProgram) {
    self.train = train
    self.validate = validate
    self.test = test
    self.program = program
  }

  /// The parameters and running statistics as they are now, in the order in which they are saved.
  public var parameters: [NDArray<Float>] {
    program.expressions.saved.map(\.value)
  }

  /// Trains on a minibatch of the training set.
  ///
  /// - Returns: its cost before the updates.
  /// - Throws: what a call of ``train`` throws.
  public func trainStep(minibatch: Int) throws -> Double {
    Double(try call(train, minibatch)[program.cost].scalar ?? .nan)
  }

  /// The fraction of wrong answers in a minibatch of the validation set.
  ///
  /// - Throws: what a call of ``validate`` throws.
  public func validationError(minibatch: Int) throws -> Double {
    try errorRate(validate, minibatch, of: program.batches.validation)
  }

  /// The fraction of wrong answers in a minibatch of the test set.
  ///
  /// - Throws: what a call of ``test`` throws.
  public func testError(minibatch: Int) throws -> Double {
    try errorRate(test, minibatch, of: program.batches.test)
  }

  /// Keeps the parameters as ``best``, and hands them to ``onBest``.
  ///
  /// - Throws: what `onBest` throws.
  public mutating func keepBest() throws {
    let parameters = parameters
    best = parameters
    try onBest?(parameters)
  }

  private func errorRate(
    _ function: Function, _ minibatch: Int, of batches: EvaluationBatches
  ) throws -> Double {
    guard let wrong = try call(function, minibatch)[0, as: Int64.self].scalar else { return .nan }
    return Double(wrong) / Double(batches.images(in: minibatch))
  }

  /// Calls a function on a minibatch; what fails is reported at the model's line.
  private func call(_ function: Function, _ minibatch: Int) throws -> FunctionOutputs {
    let location = program.expressions.location
    return try function(minibatch, file: location.file, line: location.line)
  }
}

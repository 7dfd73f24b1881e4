import Compiler
import Frontend
import GraphIR

/// A model's compiled functions, as the training loop calls them.
public struct CompiledProgram: TrainingSteps {
  public let train: Function
  public let validate: Function
  public let test: Function
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

  /// The parameters as they are now.
  public var parameters: [NDArray<Float>] {
    program.classifier.parameters.map(\.value)
  }

  public func trainStep(minibatch: Int) throws -> Double {
    Double(try call(train, minibatch)[program.cost].scalar ?? .nan)
  }

  public func validationError(minibatch: Int) throws -> Double {
    try errorRate(validate, minibatch, of: program.batches.validation)
  }

  public func testError(minibatch: Int) throws -> Double {
    try errorRate(test, minibatch, of: program.batches.test)
  }

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
    let location = program.classifier.location
    return try function(minibatch, file: location.file, line: location.line)
  }
}

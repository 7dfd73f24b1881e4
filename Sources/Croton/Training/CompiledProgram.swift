import Frontend
import GraphIR
import Training

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
    try result(train, program.cost, minibatch)
  }

  public func validationError(minibatch: Int) throws -> Double {
    try errorRate(validate, minibatch)
  }

  public func testError(minibatch: Int) throws -> Double {
    try errorRate(test, minibatch)
  }

  public mutating func keepBest() throws {
    let parameters = parameters
    best = parameters
    try onBest?(parameters)
  }

  private func result(_ function: Function, _ tensor: Tensor<Float>, _ minibatch: Int) throws -> Double {
    Double(try function(minibatch)[tensor].scalar ?? .nan)
  }

  /// Errors are whole fractions of the batch: as Double, 3 wrong of 500 is 0.006 to the last bit.
  private func errorRate(_ function: Function, _ minibatch: Int) throws -> Double {
    let size = Double(program.batchSize)
    return (try result(function, program.classifier.errors, minibatch) * size).rounded() / size
  }
}

import Compiler

/// A function that is made of a model.
public enum ModelFunction: String, Sendable, CaseIterable {
  /// One step of training.
  case train
  /// The errors in a minibatch of the validation set, and of the test set.
  case validate, test
  /// The classes of images.
  case predict

  /// The function of the given name.
  ///
  /// - Throws: `ProgramError` for a name that no function has.
  public init(named name: String) throws {
    guard let function = ModelFunction(rawValue: name) else {
      throw ProgramError.unknownFunction(name, known: ModelFunction.allCases.map(\.rawValue))
    }
    self = function
  }
}

extension ModelProgram {
  /// One of several processes that split each minibatch.
  package func process(_ rank: Int, of ranks: Int) -> ProcessRank {
    ProcessRank(
      rank: rank, of: ranks, images: batchSize, inputs: takesMinibatches ? [0, 1] : [])
  }

  /// The C of one of the functions, and the stages before it.
  public func generate(
    _ function: ModelFunction, options: CompileOptions = CompileOptions()
  ) throws -> GeneratedFunction {
    let definition =
      switch function {
      case .train: train
      case .validate: validate
      case .test: test
      case .predict: predict
      }
    return try GeneratedFunction(definition, options: options)
  }
}

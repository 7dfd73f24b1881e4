import Frontend
import GraphIR

/// The head of a network that learns numbers: a fully connected layer to the numbers of an example,
/// and their mean distance from the right ones as the cost.
public struct LinearRegression: NetworkHead, PredefinedLayer {
  /// How far predictions are from the right numbers: a mean over all examples and all their numbers.
  public enum Loss: Sendable, Hashable, CaseIterable {
    /// The mean of the squares of the differences.
    case meanSquaredError
    /// The mean of the magnitudes of the differences, whose gradient is 0 where there is none.
    case meanAbsoluteError
  }

  let outputs: Int?
  let loss: Loss
  let initializer: Initializer
  /// What the layer is called; `linearRegression` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - outputs: how many numbers are learnt of an example; as many as the data has unless given.
  ///   - loss: what training makes small.
  ///   - initializer: what the weights start from; Glorot's numbers unless given.
  ///   - name: what the layer is called in names of parameters.
  public init(
    outputs: Int? = nil, loss: Loss = .meanSquaredError, initializer: Initializer = .glorot,
    name: String? = nil
  ) {
    self.outputs = outputs
    self.loss = loss
    self.initializer = initializer
    self.name = name
  }

  /// Numbers.
  public static var task: LearningTask { .regression }

  /// The predictions, (N, outputs).
  ///
  /// - Throws: `ModelError` where the data has classes or another number of numbers, or the input is
  ///   no feature vectors.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    try Dense(context.numbers(expected: outputs), initializer: initializer)
      .output(of: input, in: &context)
  }

  /// The predictions and the cost.
  ///
  /// - Throws: `ModelError` where the data has classes.
  public func expressions(
    from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
  ) throws -> ModelExpressions {
    guard case .numbers(let right, _) = batch.target else {
      throw context.error(.targets(expected: "numbers", found: "classes"))
    }
    let (file, line) = (context.location.file, context.location.line)
    let differences = output - right
    let distances =
      switch loss {
      case .meanSquaredError: differences.squared(file: file, line: line)
      case .meanAbsoluteError: differences.abs(file: file, line: line)
      }
    return ModelExpressions(
      cost: distances.mean(file: file, line: line).named("cost"),
      prediction: .numbers(output), parameters: context.parameters, statistics: context.statistics,
      updates: context.updates, layers: context.summaries, file: file, line: line)
  }
}

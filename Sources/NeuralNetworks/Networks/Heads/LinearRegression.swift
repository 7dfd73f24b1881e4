import Frontend
import GraphIR

/// The head of a network for regression: a fully connected layer to the predicted numbers, with
/// their mean squared or mean absolute error as the cost.
///
/// The layer learns standardised targets, `(y - mean) / deviation` with the mean and the standard
/// deviation of each target over the training set, so that prices of 100,000 are learnt with the
/// same learning rate as numbers around 1. The cost is that of standardised targets. Predictions,
/// and the errors of validation, test and `evaluate`, are in the units of the data. Mean and
/// deviation are saved with the parameters; without a training set they are 0 and 1.
public struct LinearRegression: NetworkHead, PredefinedLayer {
  /// The loss: a mean over all examples and all their targets.
  public enum Loss: Sendable, Hashable, CaseIterable {
    /// The mean of the squared differences.
    case meanSquaredError
    /// The mean of the absolute differences; its gradient is 0 where the difference is 0.
    case meanAbsoluteError
  }

  let outputs: Int?
  let loss: Loss
  let initializer: Initializer
  let standardizesTargets: Bool
  /// What the layer is called; `linearRegression` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - outputs: the number of targets of an example; that of the data unless given.
  ///   - loss: the loss that training minimises.
  ///   - initializer: the initial weights; Glorot's unless given.
  ///   - standardizesTargets: whether targets are standardised; if not, the cost is in the units of
  ///     the data.
  ///   - name: what the layer is called in names of parameters.
  public init(
    outputs: Int? = nil, loss: Loss = .meanSquaredError, initializer: Initializer = .glorot,
    standardizesTargets: Bool = true, name: String? = nil
  ) {
    self.outputs = outputs
    self.loss = loss
    self.initializer = initializer
    self.standardizesTargets = standardizesTargets
    self.name = name
  }

  /// Regression.
  public static var task: LearningTask { .regression }

  /// The predictions, (N, outputs).
  ///
  /// - Throws: `ModelError` if the data has classes or another number of targets, or the input does
  ///   not consist of feature vectors.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    let count = try context.numbers(expected: outputs)
    let output = try Dense(count, initializer: initializer).output(of: input, in: &context)
    guard standardizesTargets else { return output }
    let known = try context.trainingSet?.targets() ?? .identity(count: count)
    guard known.mean.count == count, known.standardDeviation.count == count else {
      throw context.error(
        .statistics(
          mean: known.mean.count, deviation: known.standardDeviation.count, expected: count))
    }
    func row(_ name: String, _ values: [Float]) -> Tensor<Float> {
      context.statistic(name, value: NDArray(values))
        .dimshuffle([nil, 0], file: context.location.file, line: context.location.line)
    }
    let mean = row("mean", known.mean)
    let deviation = row("deviation", known.scale)
    context.standardizedOutput = StandardizedOutput(
      output: output, mean: mean, deviation: deviation)
    return output * deviation + mean
  }

  /// The predictions and the cost.
  ///
  /// - Throws: `ModelError` if the data has classes.
  public func expressions(
    from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
  ) throws -> ModelExpressions {
    guard case .numbers(let right, _) = batch.target else {
      throw context.error(.targets(expected: "numbers", found: "classes"))
    }
    let (file, line) = (context.location.file, context.location.line)
    // Not from the predictions, which have lost digits where the mean is large.
    let differences =
      context.standardizedOutput.map { $0.output - (right - $0.mean) / $0.deviation }
      ?? output - right
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

/// Predictions of standardised targets, (N, targets), and the mean and the standard deviation of
/// each target, (1, targets).
struct StandardizedOutput {
  let output: Tensor<Float>
  let mean: Tensor<Float>
  let deviation: Tensor<Float>
}

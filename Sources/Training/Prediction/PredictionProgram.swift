import Datasets
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

/// The prediction function of a model, before it is compiled; it needs no data set.
struct PredictionProgram: Sendable {
  /// Takes the values of N examples and returns a prediction for each.
  let function: FunctionDefinition
  /// The values of the examples, (N, values of an example).
  let values: Tensor<Float>
  /// What the model computes.
  let expressions: ModelExpressions

  /// - Throws: `ModelError` with the mistakes in the model.
  init(
    _ model: some TrainableModel, for description: ModelDescription, batchSize: Int, seed: Int
  ) throws {
    let tensors = MinibatchTensors(
      of: batchSize, exampleShape: description.exampleShape, target: description.target)
    values = tensors.values
    var random = try RandomState(seed: seed)
    expressions = try model.expressions(tensors.batch, random: &random)
    function = try .prediction(of: expressions, from: tensors.values)
  }
}

extension FunctionDefinition {
  /// The function from the values of examples, (N, values of an example), to the most probable
  /// class of each, (N,), and the probabilities of all, (N, classes), or to numbers, (N, count).
  static func prediction(
    of expressions: ModelExpressions, from values: Tensor<Float>
  ) throws -> FunctionDefinition {
    try FunctionDefinition(
      name: "predict", inputs: [values], outputs: expressions.prediction.outputs, updates: [],
      givens: [], mode: .evaluation, at: expressions.location)
  }
}

extension ModelExpressions.Prediction {
  /// What a function that predicts returns.
  var outputs: [any TensorConvertible] {
    switch self {
    case .classes(let probabilities, let best): [best, probabilities]
    case .numbers(let numbers): [numbers]
    }
  }
}

import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

extension LoadedMinibatch {
  /// A function that sums the errors of some examples of a minibatch: it takes the first of them and
  /// the one after the last, so that a minibatch may begin or end with examples that do not count.
  func partialEvaluation(
    adding errors: ExampleErrors, at location: SourceLocation
  ) throws -> FunctionDefinition {
    let first = Tensor<Int64>.placeholder("first")
    let end = Tensor<Int64>.placeholder("end")
    let positions = arange(0, count)
    return try FunctionDefinition(
      name: "evaluate", inputs: [input, target, first, end],
      outputs: [errors.sum(of: (positions .>= first) .& (positions .< end))], updates: [],
      givens: [Given(batch.inputs, decoded)], mode: .evaluation, at: location)
  }

  /// A function from the values of examples, as they are in the data, to predictions.
  func prediction(of expressions: ModelExpressions) throws -> FunctionDefinition {
    try FunctionDefinition(
      name: "predict", inputs: [input], outputs: expressions.prediction.outputs, updates: [],
      givens: [Given(batch.inputs, decoded)], mode: .evaluation, at: expressions.location)
  }
}

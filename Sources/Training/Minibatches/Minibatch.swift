import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// The way in which the functions of a model get their minibatches.
protocol Minibatch: Sendable {
  /// The values of the examples, (N, values of an example).
  var values: Tensor<Float> { get }
  /// The examples and their targets, as a model sees them.
  var batch: Batch { get }

  /// The minibatches in which a set is evaluated.
  func measured(_ examples: LabeledExamples) -> EvaluationBatches

  /// A function that trains on a minibatch.
  func training(
    _ output: Tensor<Float>, updates: [Update], at location: SourceLocation
  ) throws -> FunctionDefinition

  /// The functions for validation and test, which sum the errors of the examples of a minibatch.
  func evaluation(
    adding errors: ExampleErrors, at location: SourceLocation
  ) throws -> (validation: FunctionDefinition, test: FunctionDefinition)
}

/// The tensors of a minibatch that a model computes with, before there is data.
struct MinibatchTensors {
  /// The values of the examples, (N, values of an example).
  let values: Tensor<Float>
  /// The values in the shape of the examples, with the targets.
  let batch: Batch

  init(
    of count: Int, exampleShape: [Int], target: Dataset.Target,
    statistics: TrainingSetStatistics? = nil
  ) {
    values = Tensor.placeholder("x", shape: [count, exampleShape.reduce(1, *)])
    let inputs =
      exampleShape.count == 1 ? values : values.reshape(Shape([count] + exampleShape))
    switch target {
    case .classes(let names):
      let labels = Tensor<Int32>.placeholder("y", shape: [count])
      batch = Batch(
        inputs: inputs, target: .classes(labels, count: names.count),
        statistics: statistics)
    case .numbers(let names):
      let numbers = Tensor<Float>.placeholder("y", shape: [count, names.count])
      batch = Batch(
        inputs: inputs, target: .numbers(numbers, count: names.count),
        statistics: statistics)
    }
  }
}

extension MinibatchTensors {
  /// A minibatch of a data set, with the statistics of its training set.
  init(of count: Int, from dataset: Dataset) {
    self.init(
      of: count, exampleShape: dataset.exampleShape, target: dataset.target,
      statistics: TrainingSetStatistics(of: dataset))
  }
}

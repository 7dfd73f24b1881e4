import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// How the functions of a model get their minibatches.
protocol Minibatch {
  /// The values of the examples, (N, values of an example), for which a function has data.
  var values: Tensor<Float> { get }
  /// The examples, and what is to be learnt of them, as a model sees them.
  var batch: Batch { get }

  /// The minibatches that a part of the data set is measured in.
  func measured(_ examples: LabeledExamples) -> EvaluationBatches

  /// A function that trains on a minibatch.
  func training(
    _ output: Tensor<Float>, updates: [Update], at location: SourceLocation
  ) throws -> FunctionDefinition

  /// A function that adds up the error of each example, (N,), of a minibatch: one for validation,
  /// and one for the test.
  func evaluation(
    adding errors: ExampleErrors, at location: SourceLocation
  ) throws -> (validation: FunctionDefinition, test: FunctionDefinition)
}

/// A minibatch before there is data: the tensors that a model computes with.
struct MinibatchTensors {
  /// The values of the examples, (N, values of an example).
  let values: Tensor<Float>
  /// The values in the shape of the examples, and what is to be learnt of them.
  let batch: Batch

  init(
    of count: Int, exampleShape: [Int], target: Dataset.Target,
    statistics: @escaping @Sendable () throws -> InputStatistics? = { nil }
  ) {
    values = Tensor.placeholder("x", shape: [count, exampleShape.reduce(1, *)])
    let inputs =
      exampleShape.count == 1 ? values : values.reshape(Shape([count] + exampleShape))
    switch target {
    case .classes(let names):
      let labels = Tensor<Int32>.placeholder("y", shape: [count])
      batch = Batch(
        inputs: inputs, target: .classes(labels, count: names.count),
        statistics: try statistics())
    case .numbers(let names):
      let numbers = Tensor<Float>.placeholder("y", shape: [count, names.count])
      batch = Batch(
        inputs: inputs, target: .numbers(numbers, count: names.count),
        statistics: try statistics())
    }
  }
}

extension MinibatchTensors {
  /// A minibatch of a data set, whose training examples have the statistics.
  init(of count: Int, from dataset: Dataset) {
    self.init(
      of: count, exampleShape: dataset.exampleShape, target: dataset.target,
      statistics: { try InputStatistics(of: dataset) })
  }
}

extension InputStatistics {
  /// The statistics of the training examples of a data set.
  ///
  /// - Throws: `DatasetError` where values cannot be read.
  init(of dataset: Dataset) throws {
    let statistics = try ValueStatistics(
      of: dataset.training, exampleShape: dataset.exampleShape)
    self.init(
      mean: statistics.mean.map { Float($0) }, deviation: statistics.deviation.map { Float($0) })
  }
}

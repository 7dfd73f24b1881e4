import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// A minibatch that functions select by index from a data set in shared values, as in the
/// deeplearning.net tutorials. The examples keep their order.
struct ResidentMinibatch: Minibatch {
  let values: Tensor<Float>
  let batch: Batch
  /// The index of the minibatch.
  private let index = Tensor<Int64>.placeholder("index")
  /// N, the number of examples.
  private let count: Int
  private let dataset: Dataset
  /// Whether evaluation leaves out the examples that fill no minibatch.
  private let leavesOutRest: Bool

  init(of count: Int, from dataset: Dataset, leavesOutRest: Bool) {
    self.count = count
    self.dataset = dataset
    self.leavesOutRest = leavesOutRest
    let tensors = MinibatchTensors(of: count, from: dataset)
    values = tensors.values
    batch = tensors.batch
  }

  func measured(_ examples: LabeledExamples) -> EvaluationBatches {
    EvaluationBatches(
      examples: leavesOutRest ? examples.count / count * count : examples.count, size: count)
  }

  func training(
    _ output: Tensor<Float>, updates: [Update], at location: SourceLocation
  ) throws -> FunctionDefinition {
    try define(
      "train", dataset.training, from: index * Int64(count), output, updates: updates,
      mode: .training, location)
  }

  func evaluation(
    adding errors: ExampleErrors, at location: SourceLocation
  ) throws -> (validation: FunctionDefinition, test: FunctionDefinition) {
    (
      try evaluation("validate", over: dataset.validation, adding: errors, at: location),
      try evaluation("test", over: dataset.test, adding: errors, at: location)
    )
  }

  private func evaluation(
    _ name: String, over examples: LabeledExamples, adding errors: ExampleErrors,
    at location: SourceLocation
  ) throws -> FunctionDefinition {
    let first = index * Int64(count)
    let isWhole = measured(examples).examples % count == 0
    // The last minibatch begins with examples of the one before it, which do not count again.
    let start = isWhole ? first : minimum(first, Int64(examples.count - count))
    let sum = errors.sum(of: isWhole ? nil : start + arange(0, count) .>= first)
    return try define(
      name, examples, from: start, sum, updates: [], mode: .evaluation, location)
  }

  private func define(
    _ name: String, _ examples: LabeledExamples, from start: Tensor<Int64>,
    _ output: any TensorConvertible, updates: [Update], mode: Mode, _ location: SourceLocation
  ) throws -> FunctionDefinition {
    let rows = start..<start + Int64(count)
    let images = try examples.values.rows(
      rows, name: "\(name)_x", shape: Shape([examples.count] + dataset.exampleShape))
    return try FunctionDefinition(
      name: name, inputs: [index], outputs: [output], updates: updates,
      givens: [Given(batch.inputs, images), target(rows, name: name, examples.targets)],
      mode: mode, at: location)
  }

  private func target(
    _ rows: TensorRange<Int64>, name: String, _ targets: LabeledExamples.Targets
  ) throws -> Given {
    switch (batch.target, targets) {
    case (.numbers(let expected, let width), .numbers(let numbers)):
      let known = Shared(
        "\(name)_y", try NDArray(shape: [numbers.count / width, width], scalars: numbers))
      return Given(expected, known[rows])
    case (.classes, _), (.numbers, .labels):
      let known: [Int32] = if case .labels(let labels) = targets { labels } else { [] }
      return Given(batch.labels, Shared("\(name)_y", NDArray(known))[rows])
    }
  }
}

extension ExampleValues {
  /// Rows of a shared value that holds the values in their element type; bytes become numbers in
  /// the function, for one minibatch at a time.
  fileprivate func rows(
    _ rows: TensorRange<Int64>, name: String, shape: Shape
  ) throws -> Tensor<Float> {
    switch self {
    case .bytes(let levels):
      let data = Shared(name, try NDArray(shape: shape, scalars: levels))
      return (data[rows].cast(to: Float.self) * ExampleValues.levelScale).named("x")
    case .floats, .stored:
      let data = Shared(name, try NDArray(shape: shape, scalars: floats))
      return data[rows].named("x")
    }
  }
}

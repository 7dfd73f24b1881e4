import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// A minibatch that functions take as arguments, so that examples can be shuffled and need not fit
/// in memory.
struct LoadedMinibatch: Minibatch {
  let values: Tensor<Float>
  let batch: Batch
  let count: Int
  /// The argument with the examples: bytes are converted to numbers by the function.
  let input: any TensorConvertible
  /// Whether the argument has bytes.
  let takesBytes: Bool
  /// The examples as numbers.
  let decoded: Tensor<Float>
  /// The argument with the targets.
  let target: any TensorConvertible
  /// Whether evaluation leaves out the examples that fill no minibatch.
  private let leavesOutRest: Bool

  init(of count: Int, from dataset: Dataset, leavesOutRest: Bool = false) {
    self.init(
      of: count, MinibatchTensors(of: count, from: dataset), exampleShape: dataset.exampleShape,
      takesBytes: [dataset.training, dataset.validation, dataset.test]
        .allSatisfy { $0.values.element == .byte }, leavesOutRest: leavesOutRest)
  }

  /// A minibatch for a model that is trained, without the statistics of its data.
  init(
    of count: Int, for description: ModelDescription, of element: ExampleValues.Element
  ) {
    let tensors = MinibatchTensors(
      of: count, exampleShape: description.exampleShape, target: description.target)
    self.init(
      of: count, tensors, exampleShape: description.exampleShape, takesBytes: element == .byte)
  }

  private init(
    of count: Int, _ tensors: MinibatchTensors, exampleShape: [Int], takesBytes: Bool,
    leavesOutRest: Bool = false
  ) {
    self.count = count
    self.leavesOutRest = leavesOutRest
    values = tensors.values
    batch = tensors.batch
    let shape = Shape([count] + exampleShape)
    self.takesBytes = takesBytes
    if takesBytes {
      let levels = Tensor<UInt8>.placeholder("x", shape: shape)
      input = levels
      decoded = (levels.cast(to: Float.self) * ExampleValues.levelScale).named("x")
    } else {
      decoded = Tensor<Float>.placeholder("x", shape: shape)
      input = decoded
    }
    switch tensors.batch.target {
    case .classes(let labels, _): target = labels
    case .numbers(let numbers, _): target = numbers
    }
  }

  func measured(_ examples: LabeledExamples) -> EvaluationBatches {
    EvaluationBatches(
      examples: leavesOutRest ? examples.count / count * count : examples.count, size: count)
  }

  func training(
    _ output: Tensor<Float>, updates: [Update], at location: SourceLocation
  ) throws -> FunctionDefinition {
    try FunctionDefinition(
      name: "train", inputs: [input, target], outputs: [output], updates: updates,
      givens: [Given(batch.inputs, decoded)], mode: .training, at: location)
  }

  /// One function for both, which takes a minibatch and the number of its examples that count, from
  /// the first.
  func evaluation(
    adding errors: ExampleErrors, at location: SourceLocation
  ) throws -> (validation: FunctionDefinition, test: FunctionDefinition) {
    let counted = Tensor<Int64>.placeholder("count")
    let function = try FunctionDefinition(
      name: "evaluate", inputs: [input, target, counted],
      outputs: [errors.sum(of: arange(0, count) .< counted)], updates: [],
      givens: [Given(batch.inputs, decoded)], mode: .evaluation, at: location)
    return (function, function)
  }
}

import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// A minibatch as the functions of a model read it: by its number, from a data set that lies in
/// shared values.
struct Minibatch {
  /// The pixels of its images, (N, pixels).
  let pixels: Tensor<Float>
  /// The right class of each image, (N,).
  let labels: Tensor<Int32>
  /// The images and labels as a model sees them.
  let batch: Batch
  /// The number of the minibatch.
  private let index = Tensor<Int64>.placeholder("index")
  /// N, the number of images.
  private let count: Int
  private let exampleShape: [Int]
  /// Whether the images that fill no minibatch are left out of an evaluation.
  private let leavesOutRest: Bool

  init(of count: Int, from dataset: Dataset, leavesOutRest: Bool) {
    self.count = count
    exampleShape = dataset.exampleShape
    self.leavesOutRest = leavesOutRest
    pixels = Tensor.placeholder("x", shape: [count, exampleShape.reduce(1, *)])
    labels = Tensor.placeholder("y", shape: [count])
    batch = Batch(
      images: pixels.reshape(Shape([count] + exampleShape)), labels: labels,
      classes: dataset.classes)
  }

  /// The minibatches that a data set is measured in.
  func measured(_ data: LabeledExamples) -> EvaluationBatches {
    EvaluationBatches(
      images: leavesOutRest ? data.count / count * count : data.count, size: count)
  }

  /// A function that trains on a minibatch.
  func training(
    _ name: String, over data: LabeledExamples, _ output: Tensor<Float>, updates: [Update],
    at location: SourceLocation
  ) throws -> FunctionDefinition {
    try define(
      name, data, from: index * Int64(count), output, updates: updates, mode: .training, location)
  }

  /// A function that counts the images of a minibatch for which something is true.
  func evaluation(
    _ name: String, over data: LabeledExamples, counting isTrue: Tensor<Bool>,
    at location: SourceLocation
  ) throws -> FunctionDefinition {
    let first = index * Int64(count)
    let isWhole = measured(data).images % count == 0
    // The images of the last minibatch come after some of the one before, which do not count again.
    let start = isWhole ? first : minimum(first, Int64(data.count - count))
    let counted = isWhole ? isTrue : isTrue .& (start + arange(0, count) .>= first)
    return try define(
      name, data, from: start, counted.cast(to: Int64.self).sum().named("wrong"), updates: [],
      mode: .evaluation, location)
  }

  private func define(
    _ name: String, _ data: LabeledExamples, from start: Tensor<Int64>,
    _ output: any TensorConvertible, updates: [Update], mode: Mode, _ location: SourceLocation
  ) throws -> FunctionDefinition {
    let rows = start..<start + Int64(count)
    let known = Shared("\(name)_y", NDArray(data.labels))
    let images = try data.values.rows(
      rows, name: "\(name)_x", shape: Shape([data.count] + exampleShape))
    return try FunctionDefinition(
      name: name, inputs: [index], outputs: [output], updates: updates,
      givens: [Given(batch.images, images), Given(labels, known[rows])], mode: mode, at: location)
  }
}

extension ExampleValues {
  /// Rows of a shared value that holds the pixels as they came: bytes stay bytes, and those of a
  /// minibatch become numbers when it is asked for.
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

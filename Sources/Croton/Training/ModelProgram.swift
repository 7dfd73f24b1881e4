import Datasets
import Diagnostics
import Frontend
import GraphIR
import RandomNumbers

/// The functions that train and measure a model on a data set, before they are compiled.
public struct ModelProgram: Sendable {
  /// Takes a minibatch's number, returns its cost and updates the parameters.
  package let train: FunctionDefinition
  /// Takes a minibatch's number and returns the fraction of wrong answers in the validation set.
  package let validate: FunctionDefinition
  /// The same for the test set.
  package let test: FunctionDefinition
  /// Takes images and returns the most probable class of each.
  package let predict: FunctionDefinition
  /// What the model computes.
  public let classifier: Classifier
  /// What training makes small: the classifier's cost and the penalties on its weights.
  public let cost: Tensor<Float>
  /// What the optimiser remembers from one step to the next.
  public let optimizerState: OptimizerState<Float>
  /// The number of whole minibatches in each part of the data set.
  public let batches: (training: Int, validation: Int, test: Int)
  /// The number of images in a minibatch.
  public let batchSize: Int
  private let modelName: String

  /// - Throws: `ModelError` with the mistakes in the model, `RandomNumbersError` for an impossible
  ///   seed or layer, `TrainingError` for settings that make no sense, `ProgramError` for a
  ///   minibatch larger than the data set.
  public init(
    _ model: some ClassificationModel, dataset: ImageDataset, options: TrainingOptions,
    file: String = #fileID, line: Int = #line
  ) throws {
    let location = SourceLocation(file: file, line: line)
    try options.validate()
    let count = options.batchSize
    let smallest = min(dataset.training.count, dataset.validation.count, dataset.test.count)
    guard count <= smallest else {
      throw ProgramError.batchSize(count, largest: smallest)
    }
    let pixels = dataset.imageShape.reduce(1, *)
    let x = Tensor<Float>.placeholder("x", shape: [count, pixels])
    let y = Tensor<Int32>.placeholder("y", shape: [count])
    let images = x.reshape(Shape([count] + dataset.imageShape))
    let batch = ImageBatch(images: images, labels: y, classes: dataset.classes)
    var random = try RandomState(seed: options.seed)
    let classifier = try model.classifier(batch, random: &random)
    cost = classifier.cost(l1: Float(options.l1), l2: Float(options.l2))
    var optimizerState = OptimizerState<Float>()
    let updates = try options.optimizer.updates(
      of: classifier.parameters,
      gradients: gradient(of: cost, withRespectTo: classifier.parameters),
      state: &optimizerState)
    self.optimizerState = optimizerState

    let index = Tensor<Int64>.placeholder("index")
    let rows = index * count ..< (index + 1) * count
    func define(
      _ name: String, _ data: LabeledImages, _ output: Tensor<Float>, updates: [Update] = []
    ) throws -> FunctionDefinition {
      let labels = Shared("\(name)_y", NDArray(data.labels))
      let minibatch = try data.pixels.rows(
        rows, name: "\(name)_x", shape: Shape([data.count] + dataset.imageShape))
      return try FunctionDefinition(
        name: name, inputs: [index], outputs: [output], updates: updates,
        givens: [Given(images, minibatch), Given(y, labels[rows])], at: location)
    }
    train = try define("train", dataset.training, cost, updates: updates)
    validate = try define("validate", dataset.validation, classifier.errors)
    test = try define("test", dataset.test, classifier.errors)
    predict = try FunctionDefinition(
      name: "predict", inputs: [x], outputs: [classifier.predictions], updates: [], givens: [],
      at: location)
    self.classifier = classifier
    batches = (
      dataset.training.count / count, dataset.validation.count / count, dataset.test.count / count
    )
    batchSize = count
    modelName = type(of: model).name
  }

  /// The C of the training, validation and test functions.
  public func generate(options: CompileOptions = CompileOptions()) throws -> [GeneratedFunction] {
    let options = stating(options)
    return try [train, validate, test].map { try GeneratedFunction($0, options: options) }
  }

  /// The compiled training, validation and test functions, compiled at the same time.
  ///
  /// - Throws: `ProgramError` for an impossible number of threads; `ToolchainError` when the C
  ///   compiler or the BLAS is missing or fails.
  public func compile(options: CompileOptions = CompileOptions()) throws -> CompiledProgram {
    try options.validate()
    let functions = try Function.compileAll([train, validate, test], options: stating(options))
    return CompiledProgram(
      train: functions[0], validate: functions[1], test: functions[2], program: self)
  }

  /// The compiled function from images to classes.
  ///
  /// - Throws: as ``compile(options:)`` does.
  public func compilePrediction(options: CompileOptions = CompileOptions()) throws -> Function {
    try options.validate()
    return try Function(predict, options: stating(options))
  }
}

extension ModelProgram {
  /// The options with the command that makes the C again.
  private func stating(_ options: CompileOptions) -> CompileOptions {
    var options = options
    let width = options.vectorBytes.map { " --vector-bytes \($0)" } ?? ""
    options.command = options.command ?? "croton generate \(modelName)\(width)"
    return options
  }
}

extension Pixels {
  /// Rows of a shared value that holds the pixels as they came: bytes stay bytes, and those of a minibatch
  /// become numbers when it is asked for.
  fileprivate func rows(
    _ rows: TensorRange<Int64>, name: String, shape: Shape
  ) throws -> Tensor<Float> {
    switch self {
    case .bytes(let levels):
      let data = Shared(name, try NDArray(shape: shape, scalars: levels))
      return (data[rows].cast(to: Float.self) * Pixels.levelScale).named("x")
    case .floats(let values):
      let data = Shared(name, try NDArray(shape: shape, scalars: values))
      return data[rows].named("x")
    }
  }
}

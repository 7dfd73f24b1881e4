import Compiler
import Datasets
import Frontend
import GraphIR

/// Tells the classes of test images with the parameters that training has saved.
///
///     let classes = try Predictor(model: SoftmaxRegression(), data: .embeddedMNIST).run()
public struct Predictor<Model: TrainableModel>: Sendable {
  /// The network that is asked.
  public var model: Model
  /// The data set whose test images it gets.
  public var data: DataSource
  /// The file of parameters.
  public var loadPath: String
  /// The number of images, from the first on, at most.
  public var count: Int
  /// How the function of the prediction is compiled.
  public var compileOptions: CompileOptions

  /// - Parameter loadPath: the file of parameters; what ``Trainer`` saves unless given.
  public init(
    model: Model, data: DataSource, loadPath: String? = nil, count: Int = 10,
    compileOptions: CompileOptions = CompileOptions()
  ) {
    self.model = model
    self.data = data
    self.loadPath = loadPath ?? SavedParameters.defaultPath(model: Model.name)
    self.count = count
    self.compileOptions = compileOptions
  }

  /// The most probable class of each image.
  ///
  /// - Throws: what can go wrong with the data, the model, the file of parameters or the compiler.
  public func run() throws -> [Int64] {
    let saved = SavedParameters(path: loadPath, model: Model.name)
    let dataset = try data.load()
    var options = Model.defaults
    let total = min(count, dataset.test.count)
    // A model is made for one size of minibatch, which every part of the data set must fill.
    let size = min(total, dataset.training.count, dataset.validation.count)
    options.batchSize = size
    let program = try ModelProgram(model, dataset: dataset, options: options)
    try saved.load(into: program.expressions.saved)
    let predict = try program.compilePrediction(options: compileOptions)
    var classes: [Int64] = []
    while classes.count < total {
      // The last images come after some that have been answered already.
      let first = min(classes.count, total - size)
      let images = try NDArray<Float>(
        shape: [size, dataset.exampleSize],
        scalars: dataset.test.values.numbers(
          of: Array(first..<first + size), size: dataset.exampleSize))
      let found = try predict(images)[program.expressions.predictions].scalars
      classes += found.dropFirst(classes.count - first)
    }
    return classes
  }
}

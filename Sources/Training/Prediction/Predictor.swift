import Compiler
import Datasets
import Frontend

/// Tells the classes of test images with the parameters that training has saved, as the tutorials
/// do.
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

  /// What the model says about each image.
  ///
  /// - Throws: what can go wrong with the data, the model, the file of parameters or the compiler.
  public func run() throws -> [Prediction] {
    // A file that is not there should not cost the reading of the data.
    let known = try SavedParameters(path: loadPath, model: Model.name).description()
    let dataset = try data.load(for: Model.self, trainedOn: known)
    let total = min(count, dataset.test.count)
    let model = try TrainedModel(
      model, loadPath: loadPath, description: ModelDescription(of: dataset), batchSize: total,
      compileOptions: compileOptions)
    let chosen = try dataset.test.selecting(Array(0..<total), size: dataset.exampleSize)
    return try model.predictions(of: chosen.values)
  }
}

import Compiler
import Datasets
import Frontend

/// Predictions for the first test examples, with the parameters that training has saved, as in the
/// tutorials.
///
///     let classes = try Predictor(model: SoftmaxRegression(), data: .embeddedMNIST).run()
public struct Predictor<Model: TrainableModel>: Sendable {
  /// The model.
  public var model: Model
  /// The data set of the test examples.
  public var data: DataSource
  /// The file of parameters, or the folder of a run; that of the newest run if it is `nil`.
  public var loadPath: String?
  /// The largest number of examples, from the first.
  public var count: Int
  /// The options of the compilation.
  public var compileOptions: CompileOptions

  /// The examples that are predicted at a time.
  private static var largestBatch: Int { 500 }

  /// - Parameter loadPath: the file of parameters, or the folder of a run; that of the model's
  ///   newest run unless given.
  public init(
    model: Model, data: DataSource, loadPath: String? = nil, count: Int = 10,
    compileOptions: CompileOptions = CompileOptions()
  ) {
    self.model = model
    self.data = data
    self.loadPath = loadPath
    self.count = count
    self.compileOptions = compileOptions
  }

  /// The prediction for each example.
  ///
  /// - Throws: errors of the data, the model, the file of parameters and the compiler.
  public func run() throws -> [Prediction] { try runWithTargets().predictions }

  /// The prediction for each example, and the targets of the examples.
  package func runWithTargets() throws -> (
    predictions: [Prediction], targets: LabeledExamples.Targets
  ) {
    // The file first: a missing one should not cost the time of reading the data.
    let known = try ModelDescription(of: loadPath, savedBy: Model.self)
    let dataset = try data.load(for: Model.self, trainedOn: known)
    let total = min(count, dataset.test.count)
    let model = try TrainedModel(
      model, loadPath: loadPath, description: ModelDescription(of: dataset),
      batchSize: min(total, Self.largestBatch), compileOptions: compileOptions)
    let chosen = try dataset.test.selecting(Array(0..<total), size: dataset.exampleSize)
    return (try model.predictions(of: chosen.values), chosen.targets)
  }
}

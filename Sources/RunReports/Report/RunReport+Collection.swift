import Benchmarking
import Compiler
import Datasets
import Foundation
import ImageFiles
import NeuralNetworks
import Training

extension RunReport {
  /// The largest number of misclassifications that a report has.
  static let mostMisclassifications = 20

  /// Collects a report: reads the run, evaluates its best parameters on the test set, and measures
  /// the kernels of a training step.
  ///
  /// - Parameters:
  ///   - folder: the folder of the run.
  ///   - model: the model, as the run had it.
  ///   - data: the data of the run.
  ///   - options: the settings of the training.
  ///   - compileOptions: the options of the compilation.
  /// - Throws: `RunError` for a folder without a run or with one of another model; errors of the
  ///   log's file, the data, the model, the file of parameters and the compiler.
  public init<Model: TrainableModel>(
    of folder: RunFolder, model: Model, data: DataSource,
    options: TrainingOptions = Model.defaults, compileOptions: CompileOptions = CompileOptions()
  ) throws {
    self.folder = folder
    configuration = try RunConfiguration(of: folder)
    guard configuration.model == Model.name else {
      throw RunError.otherModel(
        path: folder.path, model: configuration.model, expected: Model.name)
    }
    var skipped: [TrainingError] = []
    curve = try LearningCurve(of: folder) { skipped.append($0) }
    skippedLines = skipped
    let dataset = try data.load(for: Model.self)
    let program = try ModelProgram(model, dataset: dataset, options: options)
    measure = program.expressions.prediction.measure
    summary = try ModelSummary(program, options: compileOptions)
    if FileManager.default.fileExists(atPath: folder.bestPath) {
      let trained = try TrainedModel(
        model, loadPath: folder.path, description: ModelDescription(of: dataset),
        compileOptions: compileOptions)
      results = try Results(of: trained, on: dataset)
    } else {
      results = nil
    }
    kernels = try program.kernelTimes(options: compileOptions)
      .sorted { $0.medianMilliseconds > $1.medianMilliseconds }
  }
}

extension RunReport.Results {
  /// The results of a model on the test set of its data.
  init(of model: TrainedModel, on dataset: Dataset) throws {
    let predictions = try model.predictions(of: dataset.test.values)
    evaluation = try model.evaluation(of: predictions, expected: dataset.test.targets)
    misclassifications = try RunReport.worstMisclassifications(predictions, on: dataset)
    let convolution = try model.firstConvolution(of: dataset.test.values, example: 0)
    let input = try dataset.testImage(0)
    self.convolution = try convolution.flatMap { try ConvolutionPictures($0, input: input) }
  }
}

extension RunReport {
  /// The misclassified images, those first of which the model was surest.
  static func worstMisclassifications(_ predictions: [Prediction], on dataset: Dataset) throws
    -> [Misclassification]
  {
    let wrong = zip(predictions.indices, zip(predictions, dataset.test.labels)).compactMap {
      example, pair -> (example: Int, expected: Int, predicted: Int, probability: Float)? in
      guard case .label(let found, let probabilities) = pair.0, found != Int(pair.1) else {
        return nil
      }
      return (example, Int(pair.1), found, probabilities[found])
    }
    let worst = wrong.sorted { ($1.probability, $0.example) < ($0.probability, $1.example) }
    return try worst.prefix(mostMisclassifications).compactMap { misclassification in
      try dataset.testImage(misclassification.example).map {
        Misclassification(
          example: misclassification.example, image: $0, expected: misclassification.expected,
          predicted: misclassification.predicted, probability: Double(misclassification.probability)
        )
      }
    }
  }
}

extension Dataset {
  /// A test example as an image; `nil` where examples are neither grey nor coloured images.
  fileprivate func testImage(_ example: Int) throws -> Image? {
    guard exampleShape.count == 3, let format = Image.Format(rawValue: exampleShape[0]) else {
      return nil
    }
    let grid = ImageGrid(format: format, height: exampleShape[1], width: exampleShape[2])
    return try grid.image([[test.values.greyLevels(of: example, size: exampleSize)]])
  }
}

import Compiler
import Datasets
import Files
import Frontend
import GraphIR
import NeuralNetworks

/// A model with the parameters that training has saved, compiled for prediction.
///
///     let model = try TrainedModel(LeNet5(), loadPath: "lenet5.safetensors")
///     let digits = try DataSource.embeddedMNIST.load()
///     print(try model.evaluation(of: digits.test).error)
public struct TrainedModel: Sendable {
  /// The shape of the model's examples and its targets.
  public let description: ModelDescription
  let program: PredictionProgram
  let batchSize: Int
  let compileOptions: CompileOptions
  private let function: Function

  /// Loads the parameters and compiles the prediction function.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - loadPath: the file of parameters, or the folder of a run; that of the model's newest run
  ///     unless given.
  ///   - description: the shape of examples and the targets; those in the file unless given.
  ///   - batchSize: the number of examples that the function is compiled for.
  ///   - compileOptions: the options of the compilation.
  /// - Throws: errors of the model, the file of parameters and the compiler; `ProgramError` if
  ///   neither the file nor the caller gives a description.
  public init<Model: TrainableModel>(
    _ model: Model, loadPath: String? = nil, description: ModelDescription? = nil,
    batchSize: Int = 100, compileOptions: CompileOptions = CompileOptions()
  ) throws {
    let saved = try SavedParameters(path: loadPath, model: Model.name)
    let path = saved.path
    let known = try ModelDescription(of: saved, savedBy: Model.self)
    guard let description = description ?? known else {
      throw ProgramError.notDescribed(path: path)
    }
    if let known { try description.check(isThatOf: known, path: path) }
    self.description = description
    self.batchSize = batchSize
    self.compileOptions = compileOptions
    try compileOptions.validate()
    program = try PredictionProgram(
      model, for: description, batchSize: batchSize, seed: Model.defaults.seed)
    let parameters = program.expressions.saved
    try saved.comparing { try saved.load(into: parameters) }
    function = try Function(program.function, options: compileOptions)
  }

  /// The predictions for examples, in their order.
  ///
  /// - Parameter values: the values of examples, as many for each as the model takes.
  /// - Throws: `DatasetError` where values cannot be read; `ModelError` where a call fails.
  public func predictions(of values: ExampleValues) throws -> [Prediction] {
    let size = description.exampleSize
    let count = values.count / max(1, size)
    var predictions: [Prediction] = []
    predictions.reserveCapacity(count)
    while predictions.count < count {
      let first = predictions.count
      let number = min(batchSize, count - first)
      // The last minibatch is padded with the first examples, whose predictions are dropped.
      let chosen = (0..<batchSize).map { $0 < number ? first + $0 : $0 % count }
      let batch = try NDArray<Float>(
        shape: [batchSize, size], scalars: values.numbers(of: chosen, size: size))
      predictions += try answers(batch).prefix(number)
    }
    return predictions
  }

  private func answers(_ batch: NDArray<Float>) throws -> [Prediction] {
    let location = program.expressions.location
    let outputs = try function(batch, file: location.file, line: location.line)
    func rows(_ scalars: [Float]) -> [[Float]] {
      let width = scalars.count / batchSize
      return (0..<batchSize).map { Array(scalars[$0 * width..<($0 + 1) * width]) }
    }
    switch program.expressions.prediction {
    case .classes(let probabilities, let best):
      return zip(try outputs[best].scalars, rows(try outputs[probabilities].scalars)).map {
        .label(Int($0), probabilities: $1)
      }
    case .numbers(let numbers):
      return rows(try outputs[numbers].scalars).map { .numbers($0) }
    }
  }

  /// The errors of the model on examples.
  ///
  /// - Throws: as ``predictions(of:)`` does; `ProgramError` where the examples have other targets.
  public func evaluation(of examples: LabeledExamples) throws -> Evaluation {
    try evaluation(of: predictions(of: examples.values), expected: examples.targets)
  }

  /// The errors of predictions that the model has made.
  package func evaluation(
    of predictions: [Prediction], expected: LabeledExamples.Targets
  ) throws -> Evaluation {
    try Evaluation(of: predictions, expected: expected, target: description.target)
  }
}

extension ModelDescription {
  /// Checks that data is what the model of a file has learnt from.
  ///
  /// - Throws: `ProgramError`.
  func check(isThatOf saved: ModelDescription, path: String) throws {
    guard exampleShape == saved.exampleShape else {
      throw ProgramError.savedExamples(
        path: path, found: Shape(saved.exampleShape), expected: Shape(exampleShape))
    }
    if let columns = features?.columns, let known = saved.features?.columns {
      let count = max(columns.count, known.count)
      let place = (0..<count).first { place in
        !columns.indices.contains(place) || !known.indices.contains(place)
          || columns[place] != known[place]
      }
      if let place {
        throw ProgramError.savedFeature(
          path: path, place: place + 1, found: known.dropFirst(place).first?.summary,
          expected: columns.dropFirst(place).first?.summary)
      }
    }
    guard target == saved.target else {
      throw ProgramError.savedTarget(
        path: path, found: saved.target.summary, expected: target.summary)
    }
  }
}

extension TableFeatures.Column {
  /// What the column is, in a few words.
  var summary: String {
    guard let categories else { return "\(name.shownQuoted) (numbers)" }
    let shown = categories.prefix(8).map(\.shownQuoted).joined(separator: ", ")
    return "\(name.shownQuoted) (\(shown)\(categories.count > 8 ? ", …" : ""))"
  }
}

extension Dataset.Target {
  /// What is learnt, in a few words.
  var summary: String {
    func list(_ names: [String]) -> String {
      let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
      return names.count > 5 ? "\(shown), …" : shown
    }
    return switch self {
    case .classes(let names): "\(names.count) classes (\(list(names)))"
    case .numbers(let names): "the numbers \(list(names))"
    }
  }
}

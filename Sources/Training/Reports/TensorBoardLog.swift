import Compiler
import Files
import Frontend
import NeuralNetworks
import TensorBoard

/// A training run as an event file for TensorBoard.
///
/// At each validation it gets the mean cost of the epoch so far, the error, the learning rate and
/// the time of a step; with each new best, the error on the test set; at the end of each epoch the
/// histogram of every parameter, and the filters of the first convolution as an image.
final class TensorBoardLog: TrainingObserver {
  private let folder: String
  private let measure: Measure
  private let learningRate: LearningRate
  private let parameters: [Shared<Float>]
  private let filters: Shared<Float>?

  /// The largest number of filters in a picture.
  private static let mostFilters = 256

  private var file: EventFile?
  private var isSessionStarted = false
  private var millisecondsPerStep = 0.0

  /// A log of a program's training in a new file of a folder, which is made when the run begins.
  init(folder: String, program: ModelProgram) {
    self.folder = folder
    measure = program.expressions.prediction.measure
    learningRate = program.learningRate
    parameters = program.expressions.parameters
    // Parameters are in the order of the layers.
    filters = parameters.first { $0.value.shape.rank == 4 }
  }

  /// Writes what the event tells.
  ///
  /// - Throws: `TrainingError` where the file cannot be written.
  func observe(_ event: TrainingEvent) throws {
    switch event {
    case .started:
      file = try TrainingError.reporting { () throws(FileError) in try EventFile(folder: folder) }
    case .stepStarted(let position):
      try startSession(at: position)
    case .stepFinished(_, _, let timing):
      millisecondsPerStep = timing.millisecondsPerStep
    case .validation(let position, let cost, let error, _):
      try write(
        [
          TaggedValue("loss/training", .scalar(cost)),
          TaggedValue("\(measure.section)/validation", .scalar(error)),
          TaggedValue(
            "learning_rate", .scalar(learningRate.value(afterSteps: position.iteration - 1))),
          TaggedValue("time/milliseconds_per_step", .scalar(millisecondsPerStep)),
        ], at: position)
    case .newBestTest(let position, let error, _):
      try write([TaggedValue("\(measure.section)/test", .scalar(error))], at: position)
    case .epochFinished(let position, _):
      let histograms = parameters.compactMap { parameter in
        Histogram(of: parameter.value.scalars).map {
          TaggedValue("parameters/\(parameter.name ?? "parameter")", .histogram($0))
        }
      }
      try write(histograms + filterPicture(), at: position)
    case .finished, .interrupted, .failed:
      break
    }
  }

  /// The filters of the first convolution as one picture, if there is one.
  private func filterPicture() throws -> [TaggedValue] {
    guard let filters, let pictures = FilterPictures(filters.value, atMost: Self.mostFilters) else {
      return []
    }
    let sheet = try pictures.sheet()
    return [
      TaggedValue(
        "filters/\(filters.name ?? "parameter")",
        .image(
          png: try sheet.png(), width: sheet.width, height: sheet.height,
          channels: sheet.format.channels))
    ]
  }

  /// Begins the session at the first step, which is a later one where a run goes on.
  private func startSession(at position: TrainingPosition) throws(TrainingError) {
    guard !isSessionStarted else { return }
    isSessionStarted = true
    try TrainingError.reporting { () throws(FileError) in
      try file?.startSession(step: position.iteration)
    }
  }

  private func write(
    _ values: [TaggedValue], at position: TrainingPosition
  ) throws(TrainingError) {
    try TrainingError.reporting { () throws(FileError) in
      try file?.write(values, step: position.iteration)
    }
  }
}

extension Measure {
  /// The section of TensorBoard that has the curves of this measure.
  fileprivate var section: String {
    switch self {
    case .errorRate: "error"
    case .meanSquaredError: "mean_squared_error"
    }
  }
}

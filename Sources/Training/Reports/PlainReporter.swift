import Foundation

/// Reports a training run on a console, one line for each validation. Validations are at the end of
/// each epoch, or more often if the patience is less than two epochs.
///
///     epoch 3/20  loss 0.2143  validation error 7.91 %  4.2 s
///
/// The loss is the mean of the epoch's minibatches so far; the seconds are those since the run
/// began.
public final class PlainReporter: TrainingObserver {
  private let measure: Measure
  private let sink: any ConsoleSink
  private let progress: ProgressLine?

  /// A reporter that writes to the sink.
  ///
  /// - Parameters:
  ///   - measure: the measure of the errors.
  ///   - progress: the progress line, erased before a line is written to the same terminal.
  public init(
    measure: Measure, sink: any ConsoleSink = StandardOutput(), progress: ProgressLine? = nil
  ) {
    self.measure = measure
    self.sink = sink
    self.progress = progress
  }

  /// Prints the lines of an event.
  ///
  /// - Throws: what the sink throws.
  public func observe(_ event: TrainingEvent) throws {
    switch event {
    case .started, .stepStarted, .stepFinished, .newBestTest, .epochFinished, .failed:
      break
    case .validation(let position, let cost, let error, let seconds):
      try report([
        place(position), "loss \(String(format: "%.4f", cost))",
        "validation \(measure.name) \(measure.text(error))", String(format: "%.1f s", seconds),
      ])
    case .finished(let result):
      if result.outcome == .patienceExhausted {
        try report(["stopped early: no better validation \(measure.name) for long enough"])
      }
      try report(best(result))
    case .interrupted(let result):
      try report(["interrupted after \(result.iterations) steps"])
      try report(best(result))
    }
  }

  private func place(_ position: TrainingPosition) -> String {
    let epoch = "epoch \(position.epoch)/\(position.epochs)"
    let isWhole = position.minibatch == position.minibatches
    return isWhole ? epoch : "\(epoch), step \(position.minibatch)/\(position.minibatches)"
  }

  /// The errors with the best parameters.
  private func best(_ result: TrainingResult) -> [String] {
    guard let best = result.best else { return ["nothing was measured"] }
    let epoch = (best.iteration - 1) / result.stepsPerEpoch + 1
    let test = best.testError.map { ["test \(measure.name) \(measure.text($0))"] } ?? []
    return [
      "best in epoch \(epoch)", "validation \(measure.name) \(measure.text(best.validationError))",
    ] + test
  }

  private func report(_ fields: [String]) throws {
    try progress?.erase()
    try sink.write(fields.joined(separator: "  ") + "\n")
  }
}

/// Tells of a training run on a console, in the tutorial's words.
public final class ConsoleReporter: TrainingObserver {
  private let wording: TutorialWording
  private let sink: any ConsoleSink
  private let reportsCost: Bool
  private let reportsSteps: Bool
  private let progress: ProgressLine?

  /// A reporter with the words of the given tutorial.
  ///
  /// - Parameters:
  ///   - reportsCost: whether each validation comes after a line with the training cost, which the
  ///     tutorials do not print.
  ///   - reportsSteps: whether there are lines about training steps.
  ///   - progress: the progress line, erased before a line is written to the same terminal.
  public init(
    wording: TutorialWording = .lenet, sink: any ConsoleSink = StandardOutput(),
    reportsCost: Bool = false, reportsSteps: Bool = true, progress: ProgressLine? = nil
  ) {
    self.wording = wording
    self.sink = sink
    self.reportsCost = reportsCost
    self.reportsSteps = reportsSteps
    self.progress = progress
  }

  /// Prints the line that announces a stage, such as `... building the model`.
  public func announce(_ stage: TutorialWording.Stage) throws {
    try report([wording.announcement(of: stage)])
  }

  /// Prints what the event is reported by.
  ///
  /// - Throws: what the sink throws.
  public func observe(_ event: TrainingEvent) throws {
    switch event {
    case .started, .stepFinished, .epochFinished, .failed:
      break
    case .stepStarted(let position):
      if reportsSteps, let line = wording.stepLine(position) { try report([line]) }
    case .validation(let position, let cost, let error, _):
      let costLines = reportsCost ? [wording.costLine(position, cost: cost)] : []
      try report(costLines + [wording.validationLine(position, error: error)])
    case .newBestTest(let position, let error, _):
      try report([wording.testLine(position, error: error)])
    case .finished(let result):
      try report(wording.completionLines(result))
    case .interrupted(let result):
      try report(wording.interruptionLines(result))
    }
  }

  private func report(_ lines: [String]) throws {
    try progress?.erase()
    try sink.write(lines.map { "\($0)\n" }.joined())
  }
}

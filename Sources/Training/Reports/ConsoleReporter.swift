/// Tells of a training run on a console, in the tutorial's words.
///
/// On a terminal, a line at the bottom shows how far the epoch has come. It is drawn over itself
/// with a carriage return and erased before anything else is printed, so that what stays on the
/// screen is what a pipe or a file would have received.
public final class ConsoleReporter: TrainingObserver {
  private static let secondsBetweenDrawings = 0.1
  // ECMA-48 "erase in line": from the cursor, here in the first column, to the end.
  private static let eraseLine = "\r\u{1B}[K"

  private let wording: TutorialWording
  private let sink: any ConsoleSink
  private let reportsCost: Bool
  private var cost = EpochCost()
  private var isBarShown = false
  private var lastDrawing = -Double.infinity

  /// A reporter with the words of the given tutorial.
  ///
  /// - Parameter reportsCost: whether each validation comes after a line with the training cost,
  ///   which the tutorials do not print.
  public init(
    wording: TutorialWording = .lenet, sink: any ConsoleSink = StandardOutput(),
    reportsCost: Bool = false
  ) {
    self.wording = wording
    self.sink = sink
    self.reportsCost = reportsCost
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
    case .started:
      lastDrawing = -.infinity
    case .stepStarted(let position):
      if let line = wording.stepLine(position) { try report([line]) }
    case .stepFinished(let position, let cost, let timing):
      self.cost.add(cost, at: position)
      try draw(position, cost: cost, timing: timing)
    case .validation(let position, let error, _):
      let costLines = reportsCost ? [wording.costLine(position, cost: cost.mean)] : []
      try report(costLines + [wording.validationLine(position, error: error)])
    case .newBestTest(let position, let error, _):
      try report([wording.testLine(position, error: error)])
    case .epochFinished:
      break
    case .finished(let result):
      try report(wording.completionLines(result))
    case .interrupted(let result):
      try report(wording.interruptionLines(result))
    case .failed:
      // Whoever catches the error prints it; it is to begin on a clean line.
      try report([])
    }
  }

  private func draw(
    _ position: TrainingPosition, cost: Double, timing: TrainingTiming
  ) throws {
    let isDue = timing.seconds - lastDrawing >= Self.secondsBetweenDrawings
    guard isDue, let columns = sink.terminalColumns else { return }
    let line = ProgressBar.line(
      position, cost: cost, millisecondsPerStep: timing.millisecondsPerStep, columns: columns)
    try sink.write(Self.eraseLine + line)
    isBarShown = true
    lastDrawing = timing.seconds
  }

  private func report(_ lines: [String]) throws {
    let erasure = isBarShown ? Self.eraseLine : ""
    let text = erasure + lines.map { "\($0)\n" }.joined()
    isBarShown = false
    if !text.isEmpty { try sink.write(text) }
  }
}

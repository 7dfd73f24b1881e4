/// The progress line of a training run at the bottom of a terminal.
///
/// It is redrawn in place with a carriage return, at most ten times a second, and erased before
/// anything else is printed, so that the screen keeps what a pipe or a file would receive. If the
/// sink is not a terminal, nothing is drawn. No colour is used.
public final class ProgressLine: TrainingObserver {
  private static let secondsBetweenDrawings = 0.1
  // ECMA-48 "erase in line": from the cursor, here in the first column, to the end.
  private static let eraseLine = "\r\u{1B}[K"

  private let sink: any ConsoleSink
  private let batchSize: Int
  private let measure: Measure
  private var error: Double?
  private var isShown = false
  private var resumedAfter = 0
  private var lastDrawing = -Double.infinity

  /// A line on the sink.
  ///
  /// - Parameters:
  ///   - batchSize: the number of examples in a minibatch.
  ///   - measure: the measure of the errors.
  public init(
    sink: any ConsoleSink = StandardError(), batchSize: Int, measure: Measure = .errorRate
  ) {
    self.sink = sink
    self.batchSize = batchSize
    self.measure = measure
  }

  /// Draws the line, or erases it.
  ///
  /// - Throws: what the sink throws.
  public func observe(_ event: TrainingEvent) throws {
    switch event {
    case .started(let iterations):
      resumedAfter = iterations
      lastDrawing = -.infinity
      error = nil
    case .stepStarted, .newBestTest, .epochFinished:
      break
    case .stepFinished(let position, let cost, let timing):
      try draw(position, cost: cost, timing: timing)
    case .validation(_, _, let error, _):
      self.error = error
    case .finished, .interrupted, .failed:
      try erase()
    }
  }

  /// Removes the line from the screen, so that something else can be printed.
  ///
  /// - Throws: what the sink throws.
  public func erase() throws {
    guard isShown else { return }
    isShown = false
    try sink.write(Self.eraseLine)
  }

  private func draw(
    _ position: TrainingPosition, cost: Double, timing: TrainingTiming
  ) throws {
    let isDue = timing.seconds - lastDrawing >= Self.secondsBetweenDrawings
    guard isDue, let columns = sink.terminalColumns else { return }
    let left = position.epochs * position.minibatches - position.iteration
    let done = position.iteration - resumedAfter
    let line = ProgressBar.line(
      position, loss: cost, error: error.map { "\(measure.name) \(measure.text($0))" },
      examplesPerSecond: Double(batchSize) * 1000 / timing.millisecondsPerStep,
      secondsLeft: timing.seconds / Double(done) * Double(left),
      columns: columns)
    try sink.write(Self.eraseLine + line)
    isShown = true
    lastDrawing = timing.seconds
  }
}

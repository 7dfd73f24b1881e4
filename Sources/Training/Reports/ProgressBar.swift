import Foundation

/// The text of the progress line.
enum ProgressBar {
  private static let widestBar = 30
  private static let narrowestBar = 5

  /// The line for a terminal of the given number of columns.
  ///
  /// The bar takes the columns that the text leaves. Where there are too few, the line loses first
  /// the bar and then its fields from the right, and is cut in the end: a line that reaches the
  /// last column would wrap, and a carriage return would no longer lead back to its beginning.
  ///
  /// - Parameters:
  ///   - error: the last validation error, where there is one.
  ///   - secondsLeft: until the last epoch ends, at most.
  static func line(
    _ position: TrainingPosition, loss: Double, error: String?, examplesPerSecond: Double,
    secondsLeft: Double, columns: Int
  ) -> String {
    let width = max(columns - 1, 0)
    let epoch = "epoch \(position.epoch)/\(position.epochs)"
    var fields = [
      "\(position.minibatch)/\(position.minibatches)", String(format: "loss %.4f", loss),
    ]
    if let error { fields.append(error) }
    fields += [
      String(format: "%.0f examples/s", examplesPerSecond), "\(duration(secondsLeft)) left",
    ]
    let text = ([epoch] + fields).joined(separator: "  ")
    let barWidth = min(width - text.count - 4, widestBar)
    if barWidth >= narrowestBar {
      let done = position.minibatch * barWidth / position.minibatches
      let bar = String(repeating: "=", count: done) + String(repeating: " ", count: barWidth - done)
      return ([epoch, "[\(bar)]"] + fields).joined(separator: "  ")
    }
    while !fields.isEmpty {
      let line = ([epoch] + fields).joined(separator: "  ")
      if line.count <= width { return line }
      fields.removeLast()
    }
    return String(epoch.prefix(width))
  }

  /// A time as minutes and seconds, with hours where there are some.
  static func duration(_ seconds: Double) -> String {
    guard let total = Int(exactly: seconds.rounded(.up)) else { return "?" }
    let (hours, minutes) = (total / 60).quotientAndRemainder(dividingBy: 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, total % 60)
      : String(format: "%d:%02d", minutes, total % 60)
  }
}

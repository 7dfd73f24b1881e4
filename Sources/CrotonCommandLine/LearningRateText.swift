import Croton
import Foundation

/// The text of a test of learning rates: a line for each rate, with its loss as a number and as a
/// place on the line.
enum LearningRateText {
  private static let lines = 40
  private static let columns = 50

  /// - Parameter command: what the user has typed to train.
  static func text(_ curve: LearningRateCurve, command: String) -> String {
    let losses = curve.points.map(\.loss)
    guard let first = losses.first, let least = losses.min() else {
      return "the loss of the first step is no finite number"
    }
    // The end of the curve, where the loss explodes, would press all else into a corner.
    let greatest = min(losses.max() ?? first, first + (first - least) / 4)
    let stride = max(1, (curve.points.count + lines - 1) / lines)
    let rows = Swift.stride(from: 0, to: curve.points.count, by: stride).map { index in
      let point = curve.points[index]
      let share = (min(point.loss, greatest) - least) / max(greatest - least, .leastNormalMagnitude)
      let place = Int((share * Double(columns - 1)).rounded())
      return String(format: "%13.1e  %8.4f  ", point.rate, point.loss)
        + String(repeating: " ", count: place) + "*"
    }
    let end =
      curve.suggestion.map { rate in
        let text = String(format: "%.2g", rate)
        return "the loss falls fastest at \(text): '\(command) --learning-rate \(text)'"
      } ?? "the loss never falls"
    return (["learning rate      loss"] + rows + ["", end]).joined(separator: "\n")
  }
}

import Foundation
import Training

/// The numbers of the page as text.
enum PageText {
  /// A fraction in percent, `0.99 %`; a dash for 0 / 0.
  static func percent(_ fraction: Double) -> String {
    fraction.isNaN ? "–" : String(format: "%.2f %%", fraction * 100)
  }

  /// A number with four digits.
  static func number(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A count with a comma after every three digits from the right.
  static func count(_ value: Int) -> String {
    value.formatted(.number.locale(Locale(identifier: "en_US")).grouping(.automatic))
  }

  /// A time: `4.81 s`, `6 min 1 s`, `1 h 47 min`; a dash for what is none.
  static func duration(_ seconds: Double) -> String {
    guard (0...LearningCurve.longestTime).contains(seconds) else { return "–" }
    let whole = Int(seconds.rounded())
    if seconds < 59.5 { return String(format: seconds < 9.995 ? "%.2f s" : "%.1f s", seconds) }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// The words of a command line.
  static func command(_ words: [String]) -> String {
    words.map { $0.contains(where: \.isWhitespace) ? "'\($0)'" : $0 }.joined(separator: " ")
  }

  /// An epoch, with decimals where it is not over: `3`, `2.5`.
  static func epoch(_ epoch: Double) -> String { LineChart.number(epoch, decimals: 2) }
}

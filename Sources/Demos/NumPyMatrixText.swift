import Foundation

/// A matrix as NumPy printed it when the tutorials were written (before release 1.14).
///
/// Numbers have at most 8 digits after the point, and all of them as many as the longest needs,
/// with spaces for the zeros at the end. Where the largest is more than 1000 times the smallest, or
/// a number is very large or small, they have exponents. A line ends before its 75th column.
struct NumPyMatrixText {
  private static let precision = 8
  private static let lineLength = 75

  let text: String

  /// - Parameter rows: rows of finite numbers.
  init(rows: [[Double]]) {
    let format = Self.format(rows.flatMap(\.self))
    let lines = rows.map { Self.line($0.map(format)) }
    text = "[" + lines.joined(separator: "\n ") + "]"
  }

  /// How each of the numbers is written.
  private static func format(_ numbers: [Double]) -> (Double) -> String {
    let magnitudes = numbers.map(abs).filter { $0 != 0 }
    let (largest, smallest) = (magnitudes.max() ?? 0, magnitudes.min() ?? 0)
    if largest >= 1e8 || !magnitudes.isEmpty && (smallest < 1e-4 || largest / smallest > 1000) {
      return { String(format: "%16.8e", $0) }
    }
    let digits = magnitudes.map(fractionDigits).max() ?? 0
    let width = "\(Int(largest))".count + digits + 2
    return { number in
      let text = String(format: "%#\(width).\(digits)f", number)
      let significant = text.reversed().drop { $0 == "0" }.count
      return text.prefix(significant) + String(repeating: " ", count: text.count - significant)
    }
  }

  /// The digits after the point that a number needs, of at most 8.
  private static func fractionDigits(_ number: Double) -> Int {
    let text = String(format: "%.\(precision)f", number)
    let zeros = text.reversed().prefix { $0 == "0" }.count
    return precision - min(zeros, precision)
  }

  /// One row, on several lines where it is long.
  private static func line(_ words: [String]) -> String {
    let indentation = "  "
    var lines: [String] = []
    var line = indentation
    for word in words {
      let length = line.trimmingSuffix(" ").count + word.trimmingSuffix(" ").count
      if length >= lineLength {
        lines.append(line.trimmingSuffix(" "))
        line = indentation
      }
      line += word + " "
    }
    lines.append(String(line.dropLast()))
    return "[" + lines.joined(separator: "\n").dropFirst(indentation.count) + "]"
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    String(reversed().drop { $0 == character }.reversed())
  }
}

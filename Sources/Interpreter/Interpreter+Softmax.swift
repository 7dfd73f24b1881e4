import Foundation
import GraphIR

extension Interpreter {
  /// `exp(x - max) / Σ exp(x - max)` of each row, which the maximum keeps from overflowing.
  func softmax(_ operand: NumericArray) -> [Double] {
    mapRows(operand) { row in
      let exponentials = exponentials(row)
      let total = exponentials.reduce(0, +)
      return exponentials.map { $0 / total }
    }
  }

  /// `x - max - log Σ exp(x - max)` of each row.
  func logSoftmax(_ operand: NumericArray) -> [Double] {
    mapRows(operand) { row in
      let largest = row.max() ?? 0
      let total = log(exponentials(row).reduce(0, +))
      return row.map { $0 - largest - total }
    }
  }

  /// `p · (g - Σ g · p)` of each row.
  func softmaxGradient(_ probabilities: NumericArray, _ gradient: NumericArray) -> [Double] {
    var remaining = gradient.values[...]
    return mapRows(probabilities) { row in
      let gradient = remaining.prefix(row.count)
      remaining = remaining.dropFirst(row.count)
      let total = zip(row, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(row, gradient).map { $0 * ($1 - total) }
    }
  }

  private func exponentials(_ row: ArraySlice<Double>) -> [Double] {
    let largest = row.max() ?? 0
    return row.map { exp($0 - largest) }
  }

  private func mapRows(
    _ operand: NumericArray, _ transform: (ArraySlice<Double>) -> [Double]
  ) -> [Double] {
    let (rows, columns) = (operand.shape[0], operand.shape[1])
    return (0..<rows).flatMap { transform(operand.values[$0 * columns..<($0 + 1) * columns]) }
  }
}

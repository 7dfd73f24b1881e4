import Foundation
import Training

/// A confusion matrix with a shade for each cell: on the diagonal by the recall of the class, and
/// elsewhere by the number of misclassifications.
struct ConfusionTable {
  /// The most classes whose matrix can be read.
  static let mostClasses = 40
  /// The longest name that stands upright over its column.
  private static let longestName = 5
  /// The strongest shade, over which text keeps its contrast.
  private static let strongest = 0.5

  let values: PageValues.Confusion

  /// The table; `nil` for too many classes.
  init?(_ result: ClassificationResult) {
    guard result.classNames.count <= Self.mostClasses else { return nil }
    let matrix = result.confusion
    let misclassifications = matrix.indices.flatMap { row in
      matrix[row].indices.filter { $0 != row }.map { matrix[row][$0] }
    }
    let most = Double(max(1, misclassifications.max() ?? 1))
    values = PageValues.Confusion(
      classes: result.classNames,
      isVertical: result.classNames.contains { $0.count > Self.longestName },
      rows: matrix.indices.map { row in
        PageValues.Confusion.Row(
          name: result.classNames[row],
          cells: matrix[row].enumerated().map { column, count in
            let strength =
              row == column ? result.recall(ofClass: row) : (Double(count) / most).squareRoot()
            return PageValues.Confusion.Cell(
              number: PageText.count(count),
              kind: count == 0 ? "zero" : row == column ? "right" : "wrong",
              shade: String(format: "%.3f", count == 0 ? 0 : strength * Self.strongest))
          })
      })
  }
}

import GraphIR

/// What can be wrong with the numbers of a call: the words that a user reads.
///
/// The number itself is known to a call alone, and is put in place of `%lld` or `%g` there.
enum CallValueError: CustomStringConvertible {
  case rows(of: String, total: Int, count: Int)
  case index(String, rows: Int)
  case label(String, classes: Int)
  case element(kernel: String, TensorType)

  var description: String {
    switch self {
    case .rows(let name, let total, let count):
      "slice: '\(name)' has \(total) rows; \(count) rows from row %lld do not exist"
    case .index(let name, let rows):
      "an index in '\(name)' is %lld; expected -\(rows) to \(rows - 1)"
    case .label(let name, let classes):
      "a label in '\(name)' is %lld; expected 0 to \(classes - 1)"
    case .element(let kernel, let type):
      "\(kernel): element %lld of \(type) is %g; "
        + "expected a number of at most 1e10 in absolute value"
    }
  }
}

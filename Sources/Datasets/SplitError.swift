import Diagnostics

/// What can be wrong with a split.
enum SplitError: FormatError {
  case validationFraction(Double)
  case validationTwice
  case fractions([Double])
  case word(String)
  case emptySet(String, total: Int)
  case lineCount(expected: Int, found: Int)

  private static func meant(_ word: String) -> String {
    nearest(to: word, in: ExampleSet.allCases.map(\.rawValue)).map { "; did you mean '\($0)'?" }
      ?? ""
  }

  var description: String {
    switch self {
    case .validationFraction(let fraction):
      "expected a fraction between 0 and 1 for validation, got \(fraction)"
    case .validationTwice:
      "the split already has a validation set; expected a split or a fraction for validation,"
        + " got both"
    case .fractions(let fractions):
      "expected three fractions above 0 whose sum is 1, got"
        + " \(fractions.map { "\($0)" }.joined(separator: ", "))"
    case .word(let word):
      "expected training, validation or test, got \(ErrorText.quoted(word))"
        + Self.meant(word)
    case .emptySet(let set, let total):
      "the \(set) set would be empty: there"
        + " \(total == 1 ? "is only one example" : "are only \(total) examples")"
    case .lineCount(let expected, let found):
      "expected \(expected) lines, one for each example, got \(found)"
    }
  }
}

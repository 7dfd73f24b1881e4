/// The label column of a table, the columns that are left out, and the kind of the targets.
public struct TableOptions: Sendable, Equatable {
  /// The kind of the targets in the label column.
  public enum TargetForm: Sendable, Equatable {
    /// Classes if the column has words, or whole numbers that run from 0 without gaps, that label
    /// images, or whose column is called `label` or `class`; numbers otherwise.
    case automatic
    /// Classes.
    case classes
    /// Numbers.
    case numbers
  }

  /// The name of the label column, or its number, counted from 1. `nil` for the first that exists
  /// of `label`, `class`, `target` and `y`; else for the only one that is not a pixel; else for the
  /// last.
  public var label: String?

  /// The names or numbers of the columns that are left out, such as one of row numbers.
  public var ignored: [String]

  /// Whether columns to be left out may be missing, as in another table for a trained model.
  package var allowsMissingIgnored = false

  /// The kind of the targets in the label column.
  public var targetForm: TargetForm

  /// Options; by default names and values of the columns decide.
  public init(
    label: String? = nil, ignored: [String] = [], targetForm: TargetForm = .automatic
  ) {
    self.label = label
    self.ignored = ignored
    self.targetForm = targetForm
  }
}

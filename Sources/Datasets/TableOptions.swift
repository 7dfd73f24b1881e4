/// What the columns of a table mean.
public struct TableOptions: Sendable, Equatable {
  /// How the label column is taken.
  public enum TargetForm: Sendable, Equatable {
    /// As classes where it has words, or whole numbers that are 0, 1 and so on without gaps, that
    /// belong to images, or whose column is called `label` or `class`; as numbers otherwise.
    case automatic
    /// As classes.
    case classes
    /// As numbers.
    case numbers
  }

  /// The name of the label column, or its number from 1 on. `nil` for the column that is called
  /// `label`, `class`, `target` or `y`; or the first one, where all others are pixels; or the last
  /// one.
  public var label: String?

  /// How the label column is taken.
  public var targetForm: TargetForm

  /// What the columns mean, by their names and values unless given.
  public init(label: String? = nil, targetForm: TargetForm = .automatic) {
    self.label = label
    self.targetForm = targetForm
  }
}

/// The task of a model: the kind of its targets.
public enum LearningTask: Sendable, Hashable, CaseIterable {
  /// One of several classes.
  case classification
  /// Numbers.
  case regression
}

/// What a model learns of its examples.
public enum LearningTask: Sendable, Hashable, CaseIterable {
  /// One of several classes.
  case classification
  /// Numbers.
  case regression
}

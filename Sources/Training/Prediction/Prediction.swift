/// What a model says about one example.
public enum Prediction: Sendable, Equatable {
  /// The most probable class, counted from 0, and the probability of each.
  case label(Int, probabilities: [Float])
  /// Numbers.
  case numbers([Float])
}

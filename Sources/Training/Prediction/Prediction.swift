/// A model's prediction for one example.
public enum Prediction: Sendable, Equatable {
  /// The most probable class, counted from 0, and the probability of each.
  case label(Int, probabilities: [Float])
  /// The predicted numbers.
  case numbers([Float])
}

import GraphIR

/// Which gradient a function has at a corner, where it has no derivative.
public enum GradientConvention: Sendable {
  /// That of most frameworks: the derivative of ReLU is 0 at 0, and the first of a window's equal
  /// maxima gets the gradient.
  case common
  /// Theano's, which the tutorial's layers have: the derivative of ReLU is 1/2 at 0, and each of a
  /// window's equal maxima gets the whole gradient.
  case theano

  /// Which of a window's equal maxima get the gradient.
  var ties: Pooling.Ties {
    switch self {
    case .common: .first
    case .theano: .all
    }
  }
}

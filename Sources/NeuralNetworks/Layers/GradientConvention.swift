import GraphIR

/// Which gradient functions have at their corners, where mathematics leaves it open.
public enum GradientConvention: Sendable {
  /// The field's: the derivative of ReLU is 0 at 0, and of a window's equal maxima the first gets the
  /// gradient.
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

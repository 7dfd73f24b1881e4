import GraphIR

/// How the gradient at a convolution's output is found.
package enum OutputGradient: Sendable, Hashable {
  /// It is there, at every position.
  case dense
  /// The gradient at what is pooled goes to the maxima of each window, or to all of its positions.
  case pooled(Pooling)

  /// The window whose positions share one element of the gradient.
  package var window: [Int] {
    switch self {
    case .dense: [1, 1]
    case .pooled(let pooling): pooling.window
    }
  }
}

extension OutputGradient: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    if text.take("dense") {
      self = .dense
    } else {
      try text.expect("pooled")
      try text.expect("(")
      self = .pooled(try text.part())
      try text.expect(")")
    }
  }
}

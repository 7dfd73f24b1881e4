import Diagnostics
import GraphIR

extension [Expression] {
  /// The mistakes that the user made in these expressions, in the order they were written on.
  var mistakes: [Diagnostic] {
    compactMap { expression in
      if case .invalid(let diagnostic, _) = expression.content { diagnostic } else { nil }
    }
  }
}

extension Tensor {
  /// The mistakes in what the tensor is computed from, in the order they were written on.
  package var mistakes: [Diagnostic] {
    ExpressionOrder(of: [expression]).expressions.mistakes
  }
}

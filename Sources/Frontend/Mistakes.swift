import Diagnostics

extension [Expression] {
  /// The mistakes that the user made in these expressions, in the order they were written on.
  var mistakes: [Diagnostic] {
    compactMap { expression in
      if case .invalid(let diagnostic, _) = expression.content { diagnostic } else { nil }
    }
  }
}

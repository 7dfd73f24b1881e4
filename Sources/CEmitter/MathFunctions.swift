/// Where generated C has `exp`, `log`, `log1p`, `tanh`, the sigmoid and the softplus function from.
///
/// Kernels call them by the same names either way, as `croton_tanh_float`: the header that defines
/// them makes the difference.
public enum MathFunctions: Sendable, Hashable {
  /// Croton's own, of which loops become vectors. Each is within 2 units in the last place; NaN,
  /// infinities and signed zeros pass through as in the library's.
  case polynomials
  /// The C library's, one number at a time.
  case library

  /// The text of `croton_math.h`.
  ///
  /// - Throws: the template engine's error where the template is malformed.
  func header() throws -> String {
    try MathValues(
      exact: self == .library, types: [MathConstants.float, .double].map(\.values)
    ).render()
  }
}

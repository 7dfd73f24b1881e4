import Frontend

/// Dropout: training sets some elements to zero and scales the others up, evaluation leaves all as
/// they are (Srivastava et al., 2014).
public struct Dropout: PredefinedLayer {
  let rate: Float

  /// - Parameter rate: the probability that an element becomes zero, at least 0 and less than 1.
  public init(_ rate: Float) {
    self.rate = rate
  }

  /// The elements that are left, in the input's shape.
  ///
  /// - Throws: `ModelError` for an impossible rate.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard rate >= 0, rate < 1 else { throw context.error(.rate(rate)) }
    if rate == 0 { return input }
    return context.noise.dropout(
      input, rate: rate, file: context.location.file, line: context.location.line)
  }
}

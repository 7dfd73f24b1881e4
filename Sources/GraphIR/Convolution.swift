/// How a two-dimensional convolution runs: no padding ("valid"), a stride of 1.
///
/// The input is (N, C, H, W), the filters are (K, C, R, S), and the output is
/// (N, K, H - R + 1, W - S + 1).
public struct Convolution: Sendable, Hashable {
  /// Whether filters are turned by 180 degrees, which makes it a convolution in the mathematical
  /// sense. This is Theano's default; without it, it is a cross-correlation.
  public let flipsFilters: Bool

  public init(flipsFilters: Bool = true) {
    self.flipsFilters = flipsFilters
  }

  /// The shape of the output.
  public func outputShape(input: Shape, filters: Shape) -> Shape {
    [input[0], filters[0], input[2] - filters[2] + 1, input[3] - filters[3] + 1]
  }

  /// The shape of the input that a given output came from.
  public func inputShape(output: Shape, filters: Shape) -> Shape {
    [output[0], filters[1], output[2] + filters[2] - 1, output[3] + filters[3] - 1]
  }
}

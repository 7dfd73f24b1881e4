/// How a two-dimensional convolution runs over an input that has its padding already.
///
/// The input is (N, C, H, W), the filters are (K, C / groups, R, S), and the output is
/// (N, K, OH, OW) with `OH = (H - dilation * (R - 1) - 1) / stride + 1`, and the same along W.
public struct Convolution: Sendable, Hashable {
  /// How far apart the positions of the filters lie in the input, along H and W.
  public let stride: [Int]
  /// How far apart the elements of the input lie that neighbours in a filter meet, along H and W.
  public let dilation: [Int]
  /// The number of portions that channels are cut into: each K / groups filters see only their own
  /// C / groups channels.
  public let groups: Int
  /// Whether filters are turned by 180 degrees, which makes it a convolution in the mathematical
  /// sense. This is Theano's default; without it, it is a cross-correlation.
  public let flipsFilters: Bool

  /// A convolution with the given steps, portions and turn of the filters; Theano's unless given.
  public init(
    stride: [Int] = [1, 1], dilation: [Int] = [1, 1], groups: Int = 1, flipsFilters: Bool = true
  ) {
    self.stride = stride
    self.dilation = dilation
    self.groups = groups
    self.flipsFilters = flipsFilters
  }

  /// The number of positions of the filters along an axis: 0 is H, 1 is W. It is 0 where the filters
  /// do not fit.
  public func outputExtent(input: Int, filter: Int, axis: Int) -> Int {
    let (reach, overflows) = dilation[axis].multipliedReportingOverflow(by: filter - 1)
    guard !overflows, reach < input else { return 0 }
    return (input - reach - 1) / stride[axis] + 1
  }

  /// The convolution with the same result whose steps are no longer than the input: where filters
  /// have one position only, or one element, it does not matter how far the next one would be.
  ///
  /// Products of steps and extents then do not overflow. Steps that are not possible stay.
  public func bounded(input: Shape, filters: Shape) -> Convolution {
    guard stride.count == 2, dilation.count == 2 else { return self }
    return Convolution(
      stride: [0, 1].map { min(stride[$0], max(1, input[$0 + 2])) },
      dilation: [0, 1].map { filters[$0 + 2] == 1 ? min(dilation[$0], 1) : dilation[$0] },
      groups: groups, flipsFilters: flipsFilters)
  }

  /// The shape of the output.
  public func outputShape(input: Shape, filters: Shape) -> Shape {
    let rows = outputExtent(input: input[2], filter: filters[2], axis: 0)
    return [
      input[0], filters[0], rows, outputExtent(input: input[3], filter: filters[3], axis: 1),
    ]
  }
}

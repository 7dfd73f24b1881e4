/// How a two-dimensional convolution runs over its input.
///
/// The input is (N, C, H, W), the filters are (K, C / groups, R, S), and the output is
/// (N, K, OH, OW) with `OH = (before + H + after - dilation * (R - 1) - 1) / stride + 1`, and the
/// same along W.
public struct Convolution: Sendable, Hashable {
  /// The number of zeros that the input has before and after its elements, along H and W.
  public struct Padding: Sendable, Hashable {
    /// The zeros above the first row, and left of the first column.
    public let before: [Int]
    /// The zeros below the last row, and right of the last column.
    public let after: [Int]

    /// No zeros at all.
    public static let none = Padding(before: [0, 0], after: [0, 0])

    /// The given numbers of zeros, each along H and W.
    public init(before: [Int], after: [Int]) {
      self.before = before
      self.after = after
    }

    /// The most zeros on one side: more than any image has, and few enough to add to its extents.
    package static let limit = 1 << 32

    /// Whether the numbers of zeros are two each, none of them negative or above the limit.
    var isPossible: Bool {
      [before, after].allSatisfy { zeros in
        zeros.count == 2 && zeros.allSatisfy { (0...Self.limit).contains($0) }
      }
    }

    /// All zeros along an axis: 0 is H, 1 is W.
    public func total(axis: Int) -> Int { before[axis] + after[axis] }
  }

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
  /// The zeros around the input, which no memory holds.
  public let padding: Padding

  /// A convolution with the given steps, portions, turn of the filters and zeros; Theano's unless
  /// given.
  public init(
    stride: [Int] = [1, 1], dilation: [Int] = [1, 1], groups: Int = 1, flipsFilters: Bool = true,
    padding: Padding = .none
  ) {
    self.stride = stride
    self.dilation = dilation
    self.groups = groups
    self.flipsFilters = flipsFilters
    self.padding = padding
  }

  /// The number of positions of the filters along an axis: 0 is H, 1 is W. It is 0 where the
  /// filters do not fit.
  public func outputExtent(input: Int, filter: Int, axis: Int) -> Int {
    let padded = input + padding.total(axis: axis)
    let (reach, overflows) = dilation[axis].multipliedReportingOverflow(by: filter - 1)
    guard !overflows, reach < padded else { return 0 }
    return (padded - reach - 1) / stride[axis] + 1
  }

  /// The convolution with the same result whose steps are no longer than the padded input: where
  /// filters have one position only, or one element, it does not matter how far the next one would
  /// be.
  ///
  /// Products of steps and extents then do not overflow. Steps that are not possible stay.
  public func bounded(input: Shape, filters: Shape) -> Convolution {
    guard stride.count == 2, dilation.count == 2, padding.isPossible else { return self }
    return Convolution(
      stride: [0, 1].map { min(stride[$0], max(1, input[$0 + 2] + padding.total(axis: $0))) },
      dilation: [0, 1].map { filters[$0 + 2] == 1 ? min(dilation[$0], 1) : dilation[$0] },
      groups: groups, flipsFilters: flipsFilters, padding: padding)
  }

  /// The same convolution with other zeros around the input.
  public func padded(_ padding: Padding) -> Convolution {
    Convolution(
      stride: stride, dilation: dilation, groups: groups, flipsFilters: flipsFilters,
      padding: padding)
  }

  /// Where an input lies in its padded input, and the shape of that.
  public func paddedInput(_ input: Shape) -> (slicing: Slicing, shape: Shape) {
    (
      Slicing(
        starts: [0, 0] + padding.before, steps: [1, 1, 1, 1], extents: input.extents),
      [
        input[0], input[1], input[2] + padding.total(axis: 0), input[3] + padding.total(axis: 1),
      ]
    )
  }

  /// The shape of the output.
  public func outputShape(input: Shape, filters: Shape) -> Shape {
    let rows = outputExtent(input: input[2], filter: filters[2], axis: 0)
    return [
      input[0], filters[0], rows, outputExtent(input: input[3], filter: filters[3], axis: 1),
    ]
  }
}

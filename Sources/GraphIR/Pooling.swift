/// How windows lie over the last two axes (H, W) of a tensor when it is pooled.
public struct Pooling: Sendable, Hashable {
  /// The window's height and width.
  public let window: [Int]
  /// How far apart windows start, vertically and horizontally.
  public let stride: [Int]
  /// Whether positions that fill no whole window are dropped (`ignore_border` of Theano).
  public let ignoresBorder: Bool

  public init(window: [Int], stride: [Int]? = nil, ignoresBorder: Bool) {
    self.window = window
    self.stride = stride ?? window
    self.ignoresBorder = ignoresBorder
  }

  /// Whether no position belongs to two windows.
  public var isDisjoint: Bool { stride[0] >= window[0] && stride[1] >= window[1] }

  /// The number of windows along one of the two axes: 0 is H, 1 is W (Theano's `Pool.out_shape`).
  public func outputExtent(_ extent: Int, axis: Int) -> Int {
    let window = window[axis]
    let stride = stride[axis]
    if ignoresBorder { return extent < window ? 0 : (extent - window) / stride + 1 }
    if extent == 0 { return 0 }
    if stride >= window { return (extent - 1) / stride + 1 }
    return max(0, (extent - 1 - window + stride) / stride) + 1
  }

  /// The shape after pooling: the outer axes as they are, then the windows along H and W.
  public func outputShape(_ input: Shape) -> Shape {
    Shape(
      input.extents.dropLast(2) + [
        outputExtent(input[input.rank - 2], axis: 0), outputExtent(input[input.rank - 1], axis: 1),
      ])
  }

  /// The element type with room for one bit for each position of a window, if there is one.
  public var winnersElementType: ElementType? {
    let (positions, overflow) = window[0].multipliedReportingOverflow(by: window[1])
    if overflow { return nil }
    switch positions {
    case ...8: return .uint8
    case ...16: return .uint16
    case ...32: return .uint32
    default: return nil
    }
  }
}

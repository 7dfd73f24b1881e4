/// How windows lie over the last two axes (H, W) of a tensor when it is pooled, and what is taken
/// from each.
///
/// The rules are those of Theano's `pool_2d`. Padding never counts as an element: it makes windows
/// start before the first one, and only an average may be taken over it too.
public struct Pooling: Sendable, Hashable {
  /// What is taken from a window.
  public enum Mode: Sendable, Hashable, CaseIterable {
    /// The largest element.
    case max
    /// The sum of the elements (`sum` of Theano).
    case sum
    /// The sum divided by the size of the window, padding included (`average_inc_pad`).
    case averageIncludingPadding
    /// The sum divided by the number of elements (`average_exc_pad`).
    case averageExcludingPadding
  }

  /// Which of a window's equal maxima get the gradient.
  public enum Ties: Sendable, Hashable, CaseIterable {
    /// Each of them the whole gradient, as in Theano.
    case all
    /// The first of them, row by row, as in PyTorch.
    case first
  }

  /// What is taken from a window.
  public let mode: Mode
  /// The window's height and width.
  public let window: [Int]
  /// How far apart windows start, vertically and horizontally.
  public let stride: [Int]
  /// How many rows lie before the first and after the last, and how many columns.
  public let padding: [Int]
  /// Whether positions that fill no whole window are dropped (`ignore_border` of Theano).
  public let ignoresBorder: Bool
  /// Which of a window's equal maxima get the gradient.
  public let ties: Ties

  /// A pooling over windows (height, width), which lie side by side unless a stride is given.
  public init(
    _ mode: Mode = .max, window: [Int], stride: [Int]? = nil, padding: [Int] = [0, 0],
    ignoresBorder: Bool, ties: Ties = .all
  ) {
    self.mode = mode
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.ignoresBorder = ignoresBorder
    self.ties = ties
  }

  /// The number of windows along one of the two axes: 0 is H, 1 is W (Theano's `Pool.out_shape`).
  ///
  /// An axis without elements has no windows, padded or not.
  public func outputExtent(_ extent: Int, axis: Int) -> Int {
    let window = window[axis]
    let stride = stride[axis]
    if extent == 0 { return 0 }
    if ignoresBorder {
      // How far the last window that fits starts after the first; too far to count is too far.
      let (last, isTooFar) = extent.addingReportingOverflow(
        padding[axis] - (window - padding[axis]))
      if isTooFar { return .max }
      return last < 0 ? 0 : last / stride + 1
    }
    if stride >= window { return (extent - 1) / stride + 1 }
    return Swift.max(0, (extent - 1 - window + stride) / stride) + 1
  }

  /// The pooling with the same result whose windows and steps are no longer than the input with its
  /// padding: what of a window lies beyond has no elements.
  ///
  /// Products of windows, steps and extents then do not overflow. Windows that have to lie wholly
  /// on the input stay, as do those that are not possible.
  public func bounded(_ input: Shape) -> Pooling {
    guard input.rank >= 2, (window + stride).allSatisfy({ $0 >= 1 }) else { return self }
    let padded = [0, 1].map { axis in
      let extent = input[input.rank - 2 + axis]
      let (both, overflows) = padding[axis].multipliedReportingOverflow(by: 2)
      let (sum, overflowsToo) = extent.addingReportingOverflow(both)
      return overflows || overflowsToo ? .max : max(1, sum)
    }
    return Pooling(
      mode,
      window: [0, 1].map { axis in
        let isEmpty = input[input.rank - 2 + axis] == 0
        return ignoresBorder && !isEmpty ? window[axis] : min(window[axis], padded[axis])
      },
      stride: [0, 1].map { min(stride[$0], padded[$0]) }, padding: padding,
      ignoresBorder: ignoresBorder, ties: ties)
  }

  /// The shape after pooling: the outer axes as they are, then the windows along H and W.
  public func outputShape(_ input: Shape) -> Shape {
    Shape(
      input.extents.dropLast(2) + [
        outputExtent(input[input.rank - 2], axis: 0), outputExtent(input[input.rank - 1], axis: 1),
      ])
  }

  /// The indices of the elements in one window along an axis, cut off at the borders.
  public func elements(ofWindow index: Int, along axis: Int, extent: Int) -> Range<Int> {
    let start = index * stride[axis] - padding[axis]
    let end = start + Swift.min(window[axis], extent - start)
    return Swift.max(0, start)..<end
  }

  /// What the sum of a window with the given rows and columns of elements is divided by.
  public func divisor(rows: Int, columns: Int) -> Int {
    switch mode {
    case .max, .sum: 1
    // Without padding windows may be cut off at the border, and with it they are whole.
    case .averageIncludingPadding where ignoresBorder: window[0] * window[1]
    case .averageIncludingPadding, .averageExcludingPadding: rows * columns
    }
  }

  /// Whether the windows over a tensor lie side by side, and none that counts is cut off.
  public func tiles(_ input: Shape) -> Bool {
    let isExact =
      input[input.rank - 2].isMultiple(of: window[0])
      && input[input.rank - 1].isMultiple(of: window[1])
    return stride == window && padding == [0, 0] && (ignoresBorder || isExact)
  }

  /// The element type with room for one bit for each position of a window, if there is one.
  public var maskElementType: ElementType? {
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

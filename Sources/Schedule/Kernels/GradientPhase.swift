import GraphIR

/// The rows, or the columns, of an input gradient that the same elements of the filters reach:
/// every stride-th from one on.
///
/// Position `first + i * stride` of the input meets output position `offset + i - t * offsetStep`
/// by element `tap + t * tapStep` of the filters, for t from 0 to `taps`. So each phase is a
/// convolution of the output gradient by a part of the filters, whose positions are all neighbours.
package struct GradientPhase: Sendable, Hashable {
  /// The first position, and the number of them.
  package let first: Int
  package let count: Int
  /// The first element of the filters, how far the next one is, and how many there are.
  package let tap: Int
  package let tapStep: Int
  package let taps: Int
  /// The output position that the first element meets, and how far the next one's lies before it.
  package let offset: Int
  package let offsetStep: Int
}

extension ConvolutionGeometry {
  /// The phases of the input gradient along an axis: 0 is H, 1 is W.
  package func phases(axis: Int) -> [GradientPhase] {
    let extent = axis == 0 ? height : width
    let filter = axis == 0 ? filterHeight : filterWidth
    let (stride, dilation) = (convolution.stride[axis], convolution.dilation[axis])
    let tapStep = stride / Self.greatestCommonDivisor(stride, dilation)
    return (0..<min(stride, extent)).map { first in
      let position = first + convolution.padding.before[axis]
      let tap = (0..<min(tapStep, filter)).first { (position - $0 * dilation) % stride == 0 }
      return GradientPhase(
        first: first, count: (extent - first + stride - 1) / stride, tap: tap ?? 0,
        tapStep: tapStep, taps: tap.map { (filter - $0 + tapStep - 1) / tapStep } ?? 0,
        offset: tap.map { (position - $0 * dilation) / stride } ?? 0,
        offsetStep: tapStep * dilation / stride)
    }
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}

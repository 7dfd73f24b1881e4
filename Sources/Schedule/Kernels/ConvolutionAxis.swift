import GraphIR

/// The rows or the columns of a padded input that a convolution reads.
///
/// Where steps and dilation have a common divisor, or where filters have one tap, all others are
/// left out.
package struct ConvolutionAxis: Sendable, Hashable {
  /// How far apart in the padded input those lie that are read.
  package let step: Int
  /// How far apart among them neighbouring outputs and neighbouring taps lie.
  package let stride: Int
  package let dilation: Int
  /// The zeros before the input.
  package let padding: Int
  private let taps: Int

  /// - Parameter axis: 0 is H, 1 is W.
  package init(_ geometry: ConvolutionGeometry, axis: Int) {
    let convolution = geometry.convolution
    taps = axis == 0 ? geometry.filterHeight : geometry.filterWidth
    padding = convolution.padding.before[axis]
    let reach = taps == 1 ? 0 : convolution.dilation[axis]
    step = Self.commonDivisor(convolution.stride[axis], reach)
    stride = convolution.stride[axis] / step
    dilation = reach / step
  }

  /// How many are read for some neighbouring outputs.
  package func extent(outputs: Int) -> Int {
    max(1, (outputs - 1) * stride + (taps - 1) * dilation + 1)
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? max(1, a) : commonDivisor(b, a % b)
  }
}

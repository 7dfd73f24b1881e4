import GraphIR
import Interpreter

/// Which bits of a max-pool mask are in doubt: those of positions where the convolution comes as
/// close to the maximum as its rounding.
struct MaskTolerance {
  /// The rounding of the convolution, or of the sum of a window where one is taken.
  let bound: Double
  private let convolved: NumericArray
  /// The windows; without pooling, single positions.
  private let pooling: Pooling

  /// - Parameter operands: the input (N, C, H, W), the filters (K, C, R, S) and perhaps a bias.
  /// - Parameter factor: what the way of computing the convolution multiplies its rounding by.
  init(_ block: ConvolutionBlock, _ operands: [NumericArray], factor: Double = 1) throws {
    pooling = block.pooling ?? Pooling(window: [1, 1], ignoresBorder: true)
    let operation = Operation.conv2d(block.convolution)
    let types = try operation.resultTypes(of: operands.prefix(2).map(\.type))
    convolved = try Interpreter().apply(operation, to: Array(operands.prefix(2)), types: types)[0]
    let sizes = try Interpreter().apply(
      operation, to: operands.prefix(2).map(\.magnitudes), types: types)[0]
    let terms = operands[1].shape.extents.dropFirst().reduce(1, *)
    let unit = KernelTolerance.unit(types[0].elementType, terms: terms)
    // A maximum is as exact as the elements of its window, and a sum as inexact as all of them.
    let elements = pooling.mode == .max ? 1 : pooling.window[0] * pooling.window[1]
    bound =
      2 * factor * unit * Double(elements) * (sizes.values.max() ?? 0)
      + KernelTolerance.least(types[0].elementType)
  }

  /// Whether all bits in which two masks differ are in doubt.
  ///
  /// - Parameter position: the window, counted in row-major order of the maxima (N, K, PH, PW).
  func allows(_ found: Int, _ expected: Int, at position: Int) -> Bool {
    let output = pooling.outputShape(convolved.shape)
    let (plane, window) = position.quotientAndRemainder(dividingBy: output[2] * output[3])
    let (row, column) = window.quotientAndRemainder(dividingBy: output[3])
    let (height, width) = (convolved.shape[2], convolved.shape[3])
    let elements = (0..<pooling.window[0] * pooling.window[1]).map { bit -> Double? in
      let y = row * pooling.stride[0] + bit / pooling.window[1]
      let x = column * pooling.stride[1] + bit % pooling.window[1]
      return y < height && x < width ? convolved.values[(plane * height + y) * width + x] : nil
    }
    let maximum = elements.compactMap { $0 }.max() ?? 0
    return found != 0
      && elements.enumerated().allSatisfy { bit, element in
        let isSame = (found >> bit) & 1 == (expected >> bit) & 1
        return isSame || element.map { maximum - $0 <= 2 * bound } ?? false
      }
  }
}

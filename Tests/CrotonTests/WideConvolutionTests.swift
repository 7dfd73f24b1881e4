import Croton
import Testing

/// Convolutions over sound and other long rows: a sample is a column.
@Suite struct WideConvolutionTests {
  /// Compiles and runs a convolution of small whole numbers with its gradients, in which every sum is
  /// exact, and compares them with direct sums.
  private func check(
    images: Int, width: Int, filters: Int, filterWidth: Int, stride: Int = 1, dilation: Int = 1
  ) throws {
    let pixels = (0..<images * width).map { Float(($0 &* 7919) % 13 - 6) }
    let weights = (0..<filters * filterWidth).map { Float($0 % 5 - 2) }
    let x = Shared("x", try NDArray(shape: [images, 1, 1, width], scalars: pixels))
    let w = Shared("w", try NDArray(shape: [filters, 1, 1, filterWidth], scalars: weights))
    let y = conv2d(
      x, filters: w, stride: (1, stride), dilation: (1, dilation), filterFlip: false)
    let columns = (width - (filterWidth - 1) * dilation - 1) / stride + 1
    // A gradient at the output of -1, 0 and 1 by turns.
    let slopes = (0..<images * filters * columns).map { Float($0 % 3 - 1) }
    let slope = Shared("slope", try NDArray(shape: [images, filters, 1, columns], scalars: slopes))
    let gradients = try gradient(of: (y * slope).sum(), withRespectTo: [x, w])
    let outputs = try function("wide", outputs: [y, gradients[0], gradients[1]])()

    var output = [Float](repeating: 0, count: slopes.count)
    var byInput = [Float](repeating: 0, count: pixels.count)
    var byFilters = [Double](repeating: 0, count: weights.count)
    for image in 0..<images {
      for filter in 0..<filters {
        for column in 0..<columns {
          let at = (image * filters + filter) * columns + column
          for tap in 0..<filterWidth {
            let pixel = image * width + column * stride + tap * dilation
            let weight = filter * filterWidth + tap
            output[at] += weights[weight] * pixels[pixel]
            byInput[pixel] += weights[weight] * slopes[at]
            byFilters[weight] += Double(slopes[at] * pixels[pixel])
          }
        }
      }
    }
    #expect(try outputs[y].scalars == output)
    #expect(try outputs[gradients[0]].scalars == byInput)
    #expect(try outputs[gradients[1]].scalars.map(Double.init) == byFilters)
  }

  @Test func halfAMillionColumns() throws {
    try check(images: 1, width: 500_000, filters: 2, filterWidth: 9)
  }

  @Test func aSecondOfSound() throws {
    try check(images: 16, width: 44_100, filters: 1, filterWidth: 9)
  }

  @Test(arguments: [(1, 2), (3, 1), (2, 3)])
  func stridesAndDilations(_ stride: Int, _ dilation: Int) throws {
    try check(
      images: 17, width: 3000, filters: 2, filterWidth: 5, stride: stride, dilation: dilation)
  }

  @Test func longFilters() throws {
    try check(images: 16, width: 3000, filters: 2, filterWidth: 1000)
    try check(images: 16, width: 700, filters: 2, filterWidth: 311, stride: 2)
  }

  @Test func theWholeWidthIsPooled() throws {
    let width = 2000
    let x = Shared("x", try NDArray<Float>(repeating: 1, shape: [16, 2, 1, width]))
    let w = Shared("w", try NDArray<Float>(repeating: 1, shape: [3, 2, 1, 5]))
    for mode in [Pooling.Mode.max, .averageExcludingPadding] {
      let y = conv2d(x, filters: w).pool2d((1, width - 4), mode: mode)
      let gradients = try gradient(of: y.sum(), withRespectTo: [w])
      let outputs = try function("pooled", outputs: [y, gradients[0]])()
      #expect(try outputs[y].scalars == [Float](repeating: 10, count: 48))
      // Each of the tied maxima gets the whole gradient, of an average its share.
      let slope = mode == .max ? Float(16 * (width - 4)) : 16
      #expect(try outputs[gradients[0]].scalars.allSatisfy { abs($0 - slope) < 1e-3 * slope })
    }
  }
}

import GraphIR

// A convolution is a sum of products of elements of the input and of the filters; its gradients
// are sums over the same pairs of elements. What differs is which of the three is written.

extension Interpreter {
  /// From the input (N, C, H, W) and the filters (K, C, R, S): the output (N, K, OH, OW).
  func conv2d(
    _ convolution: Convolution, _ input: NumericArray, _ filters: NumericArray, _ shape: Shape
  ) -> [Double] {
    let (x, w) = (input.values, filters.values)
    var y = [Double](repeating: 0, count: shape.elementCount)
    convolution.forEachProduct(input.shape, filters.shape, shape) { input, filter, output in
      y[output] += x[input] * w[filter]
    }
    return y
  }

  /// From the filters and the gradient at the output: the gradient at the input.
  func conv2dInputGradient(
    _ convolution: Convolution, _ filters: NumericArray, _ gradient: NumericArray, _ shape: Shape
  ) -> [Double] {
    let (w, dy) = (filters.values, gradient.values)
    var dx = [Double](repeating: 0, count: shape.elementCount)
    convolution.forEachProduct(shape, filters.shape, gradient.shape) { input, filter, output in
      dx[input] += w[filter] * dy[output]
    }
    return dx
  }

  /// From the input and the gradient at the output: the gradient at the filters.
  func conv2dFilterGradient(
    _ convolution: Convolution, _ input: NumericArray, _ gradient: NumericArray, _ shape: Shape
  ) -> [Double] {
    let (x, dy) = (input.values, gradient.values)
    var dw = [Double](repeating: 0, count: shape.elementCount)
    convolution.forEachProduct(input.shape, shape, gradient.shape) { input, filter, output in
      dw[filter] += x[input] * dy[output]
    }
    return dw
  }
}

extension Convolution {
  /// Visits the pairs of elements that a convolution multiplies.
  ///
  /// - Parameter body: gets the offsets of the input's element, of the filters' element and of the
  ///   output's element that the product belongs to.
  fileprivate func forEachProduct(
    _ input: Shape, _ filters: Shape, _ output: Shape,
    _ body: (_ input: Int, _ filter: Int, _ output: Int) -> Void
  ) {
    let (images, inputChannels, height, width) = (input[0], input[1], input[2], input[3])
    let (outputChannels, channels) = (filters[0], filters[1])
    let (filterHeight, filterWidth) = (filters[2], filters[3])
    let (outputHeight, outputWidth) = (output[2], output[3])
    let step = stride[1]
    for n in 0..<images {
      for k in 0..<outputChannels {
        // The first channel of the group that the filter sees.
        let group = k / (outputChannels / groups) * channels
        for c in 0..<channels {
          for r in 0..<filterHeight {
            for s in 0..<filterWidth {
              let row = flipsFilters ? filterHeight - 1 - r : r
              let column = flipsFilters ? filterWidth - 1 - s : s
              let filter = ((k * channels + c) * filterHeight + row) * filterWidth + column
              for y in 0..<outputHeight {
                let inputChannel = n * inputChannels + group + c
                let inputRow = inputChannel * height + y * stride[0] + r * dilation[0]
                let start = inputRow * width + s * dilation[1]
                let outputRow = ((n * outputChannels + k) * outputHeight + y) * outputWidth
                // Walking a range takes a debug build longer than the arithmetic does.
                var x = 0
                while x < outputWidth {
                  body(start + x * step, filter, outputRow + x)
                  x += 1
                }
              }
            }
          }
        }
      }
    }
  }
}

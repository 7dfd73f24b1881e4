import GraphIR

// A convolution is a sum of products of elements of the input and of the filters; its gradients
// are sums over the same pairs of elements. What differs is which of the three is written.

extension Interpreter {
  /// From the input (N, C, H, W) and the filters (K, C, R, S): the output (N, K, OH, OW).
  func conv2d(
    _ convolution: Convolution, _ input: NumericArray, _ filters: NumericArray, _ output: Shape
  ) -> [Double] {
    var result = [Double](repeating: 0, count: output.elementCount)
    convolution.forEachRun(input.shape, filters.shape, output) { inputStart, filter, start, count in
      let weight = filters.values[filter]
      for x in 0..<count {
        result[start + x] += input.values[inputStart + x] * weight
      }
    }
    return result
  }

  /// From the filters and the gradient at the output: the gradient at the input.
  func conv2dInputGradient(
    _ convolution: Convolution, _ filters: NumericArray, _ gradient: NumericArray, _ input: Shape
  ) -> [Double] {
    var result = [Double](repeating: 0, count: input.elementCount)
    convolution.forEachRun(input, filters.shape, gradient.shape) { start, filter, output, count in
      let weight = filters.values[filter]
      for x in 0..<count {
        result[start + x] += gradient.values[output + x] * weight
      }
    }
    return result
  }

  /// From the input and the gradient at the output: the gradient at the filters.
  func conv2dFilterGradient(
    _ convolution: Convolution, _ input: NumericArray, _ gradient: NumericArray, _ filters: Shape
  ) -> [Double] {
    var result = [Double](repeating: 0, count: filters.elementCount)
    convolution.forEachRun(input.shape, filters, gradient.shape) { inputStart, filter, start, count in
      var sum = 0.0
      for x in 0..<count {
        sum += input.values[inputStart + x] * gradient.values[start + x]
      }
      result[filter] += sum
    }
    return result
  }
}

extension Convolution {
  /// Visits the pairs of elements that a convolution multiplies, one run along W at a time.
  ///
  /// - Parameter body: gets the offset of the run's first input element, the offset of the filter
  ///   element that all of the run is multiplied with, the offset of the first output element that
  ///   the products belong to, and the length of the run.
  fileprivate func forEachRun(
    _ input: Shape, _ filters: Shape, _ output: Shape, _ body: (Int, Int, Int, Int) -> Void
  ) {
    let (images, channels, height, width) = (input[0], input[1], input[2], input[3])
    let (outputChannels, filterHeight, filterWidth) = (filters[0], filters[2], filters[3])
    let (outputHeight, outputWidth) = (output[2], output[3])
    for n in 0..<images {
      for k in 0..<outputChannels {
        for c in 0..<channels {
          for r in 0..<filterHeight {
            for s in 0..<filterWidth {
              let filterRow = flipsFilters ? filterHeight - 1 - r : r
              let filterColumn = flipsFilters ? filterWidth - 1 - s : s
              let filter = ((k * channels + c) * filterHeight + filterRow) * filterWidth + filterColumn
              for y in 0..<outputHeight {
                body(
                  ((n * channels + c) * height + y + r) * width + s,
                  filter,
                  ((n * outputChannels + k) * outputHeight + y) * outputWidth,
                  outputWidth)
              }
            }
          }
        }
      }
    }
  }
}

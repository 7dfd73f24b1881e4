import GraphIR

// A convolution is a sum of products of elements of the input and of the filters; its gradients
// are sums over the same pairs of elements. What differs is which of the three is written. Padding
// is written out: its zeros are elements like others.

extension Interpreter {
  /// From the input (N, C, H, W) and the filters (K, C, R, S): the output (N, K, OH, OW).
  func conv2d(
    _ convolution: Convolution, _ input: NumericArray, _ filters: NumericArray, _ shape: Shape
  ) -> [Double] {
    let input = padded(input, for: convolution)
    let (x, w) = (input.values, filters.values)
    var y = [Double](repeating: 0, count: shape.elementCount)
    convolution.forEachRow(input.shape, filters.shape, shape) { row in
      let weight = w[row.filter]
      var i = 0
      while i < row.count {
        y[row.output + i] += x[row.input + i * row.step] * weight
        i += 1
      }
    }
    return y
  }

  /// From the filters and the gradient at the output: the gradient at the input.
  func conv2dInputGradient(
    _ convolution: Convolution, _ filters: NumericArray, _ gradient: NumericArray, _ shape: Shape
  ) -> [Double] {
    let (w, dy) = (filters.values, gradient.values)
    let (part, padded) = convolution.paddedInput(shape)
    var dx = [Double](repeating: 0, count: padded.elementCount)
    convolution.forEachRow(padded, filters.shape, gradient.shape) { row in
      let weight = w[row.filter]
      var i = 0
      while i < row.count {
        dx[row.input + i * row.step] += weight * dy[row.output + i]
        i += 1
      }
    }
    guard padded != shape else { return dx }
    return slice(
      part, NumericArray(type: TensorType(gradient.type.elementType, padded), values: dx))
  }

  /// From the input and the gradient at the output: the gradient at the filters.
  func conv2dFilterGradient(
    _ convolution: Convolution, _ input: NumericArray, _ gradient: NumericArray, _ shape: Shape
  ) -> [Double] {
    let input = padded(input, for: convolution)
    let (x, dy) = (input.values, gradient.values)
    var dw = [Double](repeating: 0, count: shape.elementCount)
    convolution.forEachRow(input.shape, shape, gradient.shape) { row in
      var sum = dw[row.filter]
      var i = 0
      while i < row.count {
        sum += x[row.input + i * row.step] * dy[row.output + i]
        i += 1
      }
      dw[row.filter] = sum
    }
    return dw
  }

  /// The input with the zeros around it.
  private func padded(_ input: NumericArray, for convolution: Convolution) -> NumericArray {
    let (part, shape) = convolution.paddedInput(input.shape)
    guard shape != input.shape else { return input }
    return NumericArray(
      type: TensorType(input.type.elementType, shape), values: place(part, input, in: shape))
  }
}

/// The products of one element of the filters with the elements of a row: element `output + i` of
/// the output belongs with element `input + i * step` of the input.
///
/// The loops over i are written with `while`: walking a range takes a debug build longer than the
/// arithmetic does.
private struct ProductRow {
  let filter, input, step, output, count: Int
}

extension Convolution {
  /// Visits the pairs of elements that a convolution multiplies, row by row.
  fileprivate func forEachRow(
    _ input: Shape, _ filters: Shape, _ output: Shape, _ body: (ProductRow) -> Void
  ) {
    let (images, inputChannels, height, width) = (input[0], input[1], input[2], input[3])
    let (outputChannels, channels) = (filters[0], filters[1])
    let (filterHeight, filterWidth) = (filters[2], filters[3])
    let (outputHeight, outputWidth) = (output[2], output[3])
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
                body(
                  ProductRow(
                    filter: filter, input: start, step: stride[1], output: outputRow,
                    count: outputWidth))
              }
            }
          }
        }
      }
    }
  }
}

import GraphIR
import Interpreter
import TestSupport
import Testing

/// Tensors of no elements, and axes of one.
@Suite struct EmptyTensorTests {
  private func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }

  @Test func rowsOfNothing() throws {
    let none = float([0, 4])
    try KernelTests.compare(.elementwise(.tanh, [0, 4]), [none])
    try KernelTests.compare(.elementwise(.add, [0, 4]), [none, float([4])])
    try KernelTests.compare(.reduce(.sum, axes: [0], keepsDimensions: false), [none])
    try KernelTests.compare(.reduce(.sum, axes: [1], keepsDimensions: true), [none])
    try KernelTests.compare(.reduce(.sum, axes: [0, 1], keepsDimensions: false), [none])
    try KernelTests.compare(.reshape([2, 0]), [none])
    try KernelTests.compare(.dimshuffle([1, 0]), [none])
    try KernelTests.compare(.argmax(axis: 1), [none])
    try KernelTests.compare(.softmax, [none])
    try KernelTests.compare(.logSoftmax, [float([3, 0])])
    try KernelTests.compare(.sliceRows(count: 0), [none, TensorType(.int64, [])], integersBelow: 1)
    try KernelTests.compare(
      .sliceRows(count: 0), [float([3, 4]), TensorType(.int64, [])], integersBelow: 4)
    try KernelTests.compare(.gatherByLabel, [none, TensorType(.int32, [0])])
    try KernelTests.compare(.scatterByLabel(classes: 3), [float([0]), TensorType(.int32, [0])])
  }

  @Test func productsOfNothing() throws {
    for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
      for (m, n, k) in [(0, 3, 2), (2, 0, 3), (2, 3, 0)] {
        try KernelTests.compare(
          .dot(transposesLeft: left, transposesRight: right),
          [float(left ? [k, m] : [m, k]), float(right ? [n, k] : [k, n])])
      }
    }
  }

  @Test func convolutionsOfNoImages() throws {
    let filters = float([2, 1, 2, 2])
    try KernelTests.compare(.conv2d(Convolution()), [float([0, 1, 4, 4]), filters])
    try KernelTests.compare(
      .conv2dInputGradient(Convolution(), inputShape: [0, 1, 4, 4]),
      [filters, float([0, 2, 3, 3])])
    try KernelTests.compare(
      .conv2dFilterGradient(Convolution(), filterShape: [2, 1, 2, 2]),
      [float([0, 1, 4, 4]), float([0, 2, 3, 3])])
    try KernelTests.compare(.conv2d(Convolution()), [float([3, 0, 4, 4]), float([2, 0, 2, 2])])
    try KernelTests.compare(
      .pool2d(Pooling(window: [2, 2], ignoresBorder: true)), [float([0, 4, 4])])
    try KernelTests.compare(
      .pool2d(Pooling(window: [2, 2], ignoresBorder: true)), [float([2, 1, 4])])
  }

  /// Nothing is written to memory that a later kernel reads nothing from.
  @Test func chains() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, float([0, 4])), name: "x", at: here)
    let y = try builder.add(.tanh, [x], at: here)
    let sum = try builder.add(
      .reduce(.sum, axes: [0], keepsDimensions: false), [y], at: here)
    let graph = builder.graph(
      name: "empty", roots: [.init(.output(0), sum), .init(.output(1), y)])
    try KernelTests.compare(graph, inputs: [NumericArray([], [0, 4], .float)])
  }

  @Test func axesOfOne() throws {
    try KernelTests.compare(.elementwise(.multiply, [1, 1]), [float([1, 1]), float([])])
    try KernelTests.compare(.reduce(.sum, axes: [0], keepsDimensions: false), [float([1, 1])])
    try KernelTests.compare(.softmax, [float([1, 1])])
    try KernelTests.compare(.argmax(axis: 0), [float([1])])
    for flips in [true, false] {
      let convolution = Convolution(flipsFilters: flips)
      let image = float([1, 1, 1, 1])
      try KernelTests.compare(.conv2d(convolution), [image, image])
      try KernelTests.compare(
        .conv2dInputGradient(convolution, inputShape: image.shape), [image, image])
      try KernelTests.compare(
        .conv2dFilterGradient(convolution, filterShape: image.shape), [image, image])
      // One row of filters, one column, one channel, one filter.
      for filters: Shape in [[1, 2, 1, 3], [2, 2, 3, 1], [1, 2, 3, 3]] {
        let images: Shape = [9, 2, 5, 6]
        let output = convolution.outputShape(input: images, filters: filters)
        try KernelTests.compare(.conv2d(convolution), [float(images), float(filters)])
        try KernelTests.compare(
          .conv2dInputGradient(convolution, inputShape: images), [float(filters), float(output)])
        try KernelTests.compare(
          .conv2dFilterGradient(convolution, filterShape: filters), [float(images), float(output)])
      }
    }
    let row = ConvolutionBlock(
      convolution: Convolution(), pooling: Pooling(window: [1, 2], ignoresBorder: true),
      keepsMask: true)
    try KernelTests.compare(
      .convolutionBlock(row), [float([2, 1, 3, 5]), float([1, 1, 1, 2])])
  }
}

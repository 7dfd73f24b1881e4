import GraphIR
import Interpreter
import TestSupport
import Testing

/// One kernel of each algorithm: its C as a golden file, and what that very C computes.
@Suite struct GoldenKernelTests {
  struct Kernel: Sendable, CustomTestStringConvertible {
    let name: String
    let operation: GraphIR.Operation
    let operands: [TensorType]
    var range = -1.0...1.0
    var integersBelow: Int?
    var usesBLAS = false
    var usesBFloat16 = false
    var testDescription: String { name }
  }

  private static func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }
  private static let convolution = Convolution()
  private static let pooling = Pooling(window: [2, 2], ignoresBorder: true)
  private static let images = float([11, 2, 5, 6])
  private static let filters = float([3, 2, 2, 3])
  private static let convolved = float([11, 3, 4, 4])
  private static let pooled = float([11, 3, 2, 2])
  private static let matrix = float([5, 7])

  private static let block = ConvolutionBlock(
    convolution: convolution, pooling: pooling, hasBias: true, activation: .tanh,
    keepsMask: true)

  private static let blocks = [
    Kernel(
      name: "bias_gradient_by_mask", operation: .convolutionBlockBiasGradient,
      operands: [pooled, TensorType(.uint8, pooled.shape)], integersBelow: 16)
  ]

  private static let convolutions = [
    Kernel(name: "convolution", operation: .conv2d(convolution), operands: [images, filters]),
    Kernel(
      name: "convolution_of_few_images",
      operation: .convolutionBlock(
        ConvolutionBlock(convolution: convolution, pooling: pooling, hasBias: true)),
      operands: [float([2, 2, 7, 9]), float([12, 2, 2, 3]), float([12])]),
    Kernel(
      name: "convolution_block", operation: .convolutionBlock(block),
      operands: [images, filters, float([1, 3, 1, 1])]),
    Kernel(
      name: "input_gradient",
      operation: .conv2dInputGradient(convolution, inputShape: images.shape),
      operands: [filters, convolved]),
    Kernel(
      name: "input_gradient_by_mask",
      operation: .convolutionBlockInputGradient(convolution, pooling, inputShape: images.shape),
      operands: [filters, pooled, TensorType(.uint8, pooled.shape)], integersBelow: 16),
    Kernel(
      name: "filter_gradient",
      operation: .conv2dFilterGradient(convolution, filterShape: filters.shape),
      operands: [images, convolved]),
    Kernel(
      name: "filter_gradient_by_mask",
      operation: .convolutionBlockFilterGradient(convolution, pooling, filterShape: filters.shape),
      operands: [images, pooled, TensorType(.uint8, pooled.shape)], integersBelow: 16),
    Kernel(
      name: "convolution_block_in_pieces", operation: .convolutionBlock(block),
      operands: [float([5, 2, 5, 10]), filters, float([1, 3, 1, 1])]),
    Kernel(
      name: "input_gradient_in_pieces",
      operation: .conv2dInputGradient(
        Convolution(stride: [1, 2], padding: padding), inputShape: [4, 2, 5, 10]),
      operands: [filters, float([4, 3, 4, 5])]),
    Kernel(
      name: "input_gradient_by_mask_in_pieces",
      operation: .convolutionBlockInputGradient(convolution, pooling, inputShape: [5, 2, 5, 10]),
      operands: [filters, float([5, 3, 2, 4]), TensorType(.uint8, [5, 3, 2, 4])],
      integersBelow: 16),
    Kernel(
      name: "filter_gradient_in_pieces",
      operation: .conv2dFilterGradient(
        Convolution(padding: padding), filterShape: filters.shape),
      operands: [float([8, 2, 5, 8]), float([8, 3, 4, 8])]),
    Kernel(
      name: "filter_gradient_by_mask_in_pieces",
      operation: .convolutionBlockFilterGradient(convolution, pooling, filterShape: filters.shape),
      operands: [float([2, 2, 5, 10]), float([2, 3, 2, 4]), TensorType(.uint8, [2, 3, 2, 4])],
      integersBelow: 16),
  ]
  private static let padding = Convolution.Padding(before: [0, 1], after: [0, 1])

  private static let poolings = [
    Kernel(name: "max_pool", operation: .pool2d(pooling), operands: [float([2, 3, 6, 4])]),
    Kernel(
      name: "max_pool_gradient", operation: .maxPool2dGradient(pooling),
      operands: [float([2, 3, 6, 4]), float([2, 3, 3, 2]), float([2, 3, 3, 2])]),
    Kernel(
      name: "max_pool_masked_sum", operation: .maxPool2dMaskedSum(pooling),
      operands: [float([6, 4]), float([3, 2]), float([6, 4])]),
    Kernel(
      name: "sum_pool",
      operation: .pool2d(Pooling(.sum, window: [2, 2], ignoresBorder: true)),
      operands: [float([6, 4])]),
    Kernel(
      name: "average_pool_excluding_padding",
      operation: .pool2d(
        Pooling(.averageExcludingPadding, window: [3, 2], padding: [1, 1], ignoresBorder: true)),
      operands: [float([2, 6, 4])]),
    Kernel(
      name: "average_pool_gradient",
      operation: .pool2dGradient(
        Pooling(.averageIncludingPadding, window: [2, 2], ignoresBorder: true),
        inputShape: [2, 6, 4]),
      operands: [float([2, 3, 2])]),
  ]

  private static let rows = [
    Kernel(name: "softmax", operation: .softmax, operands: [matrix], range: -30...30),
    Kernel(name: "softmax_gradient", operation: .softmaxGradient, operands: [matrix, matrix]),
    Kernel(name: "log_softmax", operation: .logSoftmax, operands: [matrix], range: -30...30),
    Kernel(
      name: "gather", operation: .gatherByLabel, operands: [matrix, TensorType(.int32, [5])],
      integersBelow: 7),
    Kernel(
      name: "scatter", operation: .scatterByLabel(classes: 7),
      operands: [float([5]), TensorType(.int64, [5])], integersBelow: 7),
    Kernel(name: "argmax", operation: .argmax(axis: 1), operands: [matrix]),
    Kernel(
      name: "argmax_of_integers", operation: .argmax(axis: 0),
      operands: [TensorType(.int32, [4, 3])], integersBelow: 9),
  ]

  private static let sums = [
    Kernel(
      name: "sum_of_all", operation: .reduce(.sum, axes: [0, 1], keepsDimensions: false),
      operands: [matrix]),
    Kernel(
      name: "sum_of_columns", operation: .reduce(.sum, axes: [0], keepsDimensions: false),
      operands: [float([9, 70])]),
    Kernel(
      name: "sum_along_two_axes", operation: .reduce(.sum, axes: [1, 3], keepsDimensions: true),
      operands: [TensorType(.double, [6, 7, 8, 13])]),
    Kernel(
      name: "plane_moments", operation: .planeMoments, operands: [float([3, 2, 3, 7])]),
    Kernel(
      name: "matrix_product", operation: .dot(transposesLeft: false, transposesRight: true),
      operands: [matrix, float([4, 7])]),
    Kernel(
      name: "matrix_product_along_rows",
      operation: .dot(transposesLeft: true, transposesRight: false),
      operands: [TensorType(.double, [6, 203]), TensorType(.double, [6, 5])]),
    Kernel(
      name: "matrix_product_in_groups",
      operation: .dot(transposesLeft: false, transposesRight: true),
      operands: [float([61, 2047]), float([70, 2047])]),
    Kernel(
      name: "matrix_product_in_parts",
      operation: .dot(transposesLeft: true, transposesRight: false),
      operands: [TensorType(.double, [2051, 203]), TensorType(.double, [2051, 5])]),
    Kernel(
      name: "matrix_product_of_shared_chunks",
      operation: .dot(transposesLeft: true, transposesRight: false),
      operands: [float([2051, 32]), float([2051, 7])]),
    Kernel(
      name: "sum_of_columns_of_shared_chunks",
      operation: .reduce(.sum, axes: [0], keepsDimensions: false), operands: [float([1000, 70])]),
    Kernel(
      name: "matrix_product_by_the_blas",
      operation: .dot(transposesLeft: false, transposesRight: false),
      operands: [TensorType(.double, [3, 2049]), TensorType(.double, [2049, 2])],
      usesBLAS: true),
    Kernel(
      name: "matrix_products_of_a_batch",
      operation: .dot(transposesLeft: false, transposesRight: false),
      operands: [float([3, 2, 4]), float([3, 4, 5])]),
    Kernel(
      name: "matrix_product_of_bfloat16",
      operation: .dot(transposesLeft: false, transposesRight: true),
      operands: [float([9, 67]), float([70, 67])], usesBFloat16: true),
    Kernel(
      name: "matrix_product_of_bfloat16_in_chunks",
      operation: .dot(transposesLeft: true, transposesRight: false),
      operands: [float([150, 40]), float([150, 33])], usesBFloat16: true),
    Kernel(
      name: "matrix_product_of_bfloat16_in_turns",
      operation: .dot(transposesLeft: true, transposesRight: true),
      operands: [float([2053, 13]), float([50, 2053])], usesBFloat16: true),
    Kernel(
      name: "matrix_products_of_bfloat16_in_a_batch",
      operation: .dot(transposesLeft: false, transposesRight: false),
      operands: [float([3, 2, 4]), float([3, 4, 5])], usesBFloat16: true),
    Kernel(
      name: "maximum_of_columns", operation: .reduce(.maximum, axes: [0], keepsDimensions: false),
      operands: [float([9, 70])]),
    Kernel(
      name: "product_of_integers", operation: .reduce(.product, axes: [1], keepsDimensions: false),
      operands: [TensorType(.int32, [4, 5])], integersBelow: 9),
  ]

  private static let parts = [
    Kernel(
      name: "slice",
      operation: .slice(Slicing(starts: [4, 1], steps: [-1, 2], extents: [3, 3])),
      operands: [matrix]),
    Kernel(
      name: "padding",
      operation: .place(Slicing(starts: [1, 2], steps: [1, 1], extents: [5, 7]), [7, 10]),
      operands: [matrix]),
    Kernel(
      name: "concatenation", operation: .concatenate(axis: 1, count: 2),
      operands: [matrix, float([5, 2])]),
    Kernel(
      name: "take", operation: .take(), operands: [matrix, TensorType(.int32, [2, 3])],
      integersBelow: 5),
    Kernel(
      name: "scatter_add", operation: .scatterAdd(rows: 4),
      operands: [float([6, 70]), TensorType(.int64, [6])], integersBelow: 4),
    Kernel(
      name: "take_of_tables", operation: .take(batchAxes: 1),
      operands: [float([3, 5]), TensorType(.int32, [3, 2, 4])], integersBelow: 5),
    Kernel(
      name: "scatter_add_to_tables", operation: .scatterAdd(rows: 4, batchAxes: 1),
      operands: [float([3, 6, 70]), TensorType(.int64, [3, 6])], integersBelow: 4),
    Kernel(name: "positions", operation: .iota([2, 3]), operands: []),
  ]

  private static let loops = [
    Kernel(
      name: "loop", operation: .elementwise(.add, [5, 4, 3]),
      operands: [float([5, 1, 3]), float([4, 1])]),
    Kernel(
      name: "loop_in_threads", operation: .elementwise(.divide, [90, 50]),
      operands: [float([90, 50]), float([50])], range: 0.5...2),
    Kernel(
      name: "loop_of_integers", operation: .elementwise(.multiply, [6]),
      operands: [TensorType(.int32, [6]), TensorType(.int32, [])], integersBelow: 100),
    Kernel(
      name: "loop_with_steps",
      operation: .elementwise(
        ScalarProgram(
          operandCount: 2,
          steps: [.init(.add, [0, 1]), .init(.sigmoid, [2]), .init(.multiply, [0, 3])]), [6]),
      operands: [float([6]), float([])]),
    Kernel(name: "transposition", operation: .dimshuffle([1, nil, 0]), operands: [matrix]),
  ]

  static let kernels = convolutions + blocks + poolings + rows + sums + parts + loops

  @Test(arguments: kernels)
  func kernel(_ kernel: Kernel) throws {
    try KernelTests.compare(
      kernel.operation, kernel.operands, range: kernel.range, vectorBytes: 32,
      integersBelow: kernel.integersBelow, usesBLAS: kernel.usesBLAS,
      usesBFloat16: kernel.usesBFloat16, golden: kernel.name)
  }
}

import Diagnostics
import Frontend
import GraphIR
import Testing

/// Ill-formed expressions: nothing fails where they are written, and a function made of them says
/// everything that is wrong, each with its line.
@Suite struct ExpressionErrorTests {
  /// An ill-formed expression, the line it is written on, and the words for it.
  struct IllFormed: Sendable, CustomTestStringConvertible {
    let expression: any TensorConvertible
    let line: Int
    private(set) var words = ""

    init(_ expression: any TensorConvertible, line: Int = #line) {
      self.expression = expression
      self.line = line
    }

    func says(_ words: String) -> IllFormed {
      var illFormed = self
      illFormed.words = words
      return illFormed
    }

    var testDescription: String { words }
  }

  private static let x = try! zeros("x", [2, 3])
  private static let v = try! zeros("v", [4])
  private static let number = Shared("number", NDArray<Float>(1))
  private static let images = try! zeros("images", [5, 3, 8, 8])
  private static let filters = try! zeros("filters", [7, 2, 3, 3])
  private static let empty = try! zeros("empty", [3, 0])
  private static let long = try! zeros("long", [1 << 40, 0])
  private static let labels = try! zeros("labels", [4], Int32.self)
  private static let index = Shared("index", NDArray<Int64>(0))
  private static let indices = try! zeros("indices", [2], Int64.self)

  static let broadcast = "expected equal extents, or 1, along each axis counted from the last"
  static let impossible =
    "is not possible; expected extents of at least 0 and a size that can be addressed"

  static let elementwise = [
    IllFormed(x * v).says("multiply: shapes (2, 3) and (4,) do not broadcast; \(broadcast)"),
    IllFormed(x - v).says("subtract: shapes (2, 3) and (4,) do not broadcast; \(broadcast)"),
    IllFormed(x / v).says("divide: shapes (2, 3) and (4,) do not broadcast; \(broadcast)"),
    IllFormed(v + x).says("add: shapes (4,) and (2, 3) do not broadcast; \(broadcast)"),
    IllFormed(x .== v).says("equal: shapes (2, 3) and (4,) do not broadcast; \(broadcast)"),
    IllFormed(x .<= v).says("lessOrEqual: shapes (2, 3) and (4,) do not broadcast; \(broadcast)"),
    IllFormed(long.dimshuffle(0, nil, 1) + long.dimshuffle(nil, 0, 1))
      .says("add: shape (1099511627776, 1099511627776, 0) \(impossible)"),
  ]

  static let rearranging = [
    IllFormed(x.reshape([5]))
      .says("reshape: shape (2, 3) has 6 elements, (5,) has 5; expected equal counts"),
    IllFormed(x.reshape([-2, -3])).says("reshape: shape (-2, -3) \(impossible)"),
    IllFormed(x.reshape([.max, .max])).says(
      "reshape: shape (\(Int.max), \(Int.max)) \(impossible)"),
    IllFormed(empty.reshape([0, .max])).says("reshape: shape (0, \(Int.max)) \(impossible)"),
    IllFormed(x.flatten(0)).says("flatten: 0 axes of shape (2, 3); expected 1 to 2"),
    IllFormed(x.flatten(3)).says("flatten: 3 axes of shape (2, 3); expected 1 to 2"),
    IllFormed(x.flatten(.min)).says("flatten: \(Int.min) axes of shape (2, 3); expected 1 to 2"),
    IllFormed(number.flatten(2)).says("flatten: 2 axes of shape (); expected 1 to 1"),
    IllFormed(x.dimshuffle(0, 2)).says("dimshuffle: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.dimshuffle(-1, 0, 1)).says("dimshuffle: axis -1 does not exist in shape (2, 3)"),
    IllFormed(x.dimshuffle(0, 1, 0)).says("dimshuffle: axis 0 of shape (2, 3) is named twice"),
    IllFormed(x.dimshuffle(1))
      .says("dimshuffle: axis 0 of shape (2, 3) is left out; expected extent 1 there"),
    IllFormed(x.dimshuffle())
      .says("dimshuffle: axis 0 of shape (2, 3) is left out; expected extent 1 there"),
  ]

  static let reductions = [
    IllFormed(x.sum(axes: [2])).says("sum: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.sum(axes: [-3])).says("sum: axis -3 does not exist in shape (2, 3)"),
    IllFormed(x.sum(axes: [1, 1])).says("sum: axis 1 of shape (2, 3) is named twice"),
    IllFormed(x.mean(axes: [.max])).says("sum: axis \(Int.max) does not exist in shape (2, 3)"),
    IllFormed(long.mean(axes: [0, 0, 0]))
      .says("sum: axis 0 of shape (1099511627776, 0) is named twice"),
    IllFormed(x.argmax(axis: 2)).says("argmax: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.argmax(axis: -3)).says("argmax: axis -3 does not exist in shape (2, 3)"),
    IllFormed(x.argmin(axes: [0, -2])).says("argmin: axis 0 of shape (2, 3) is named twice"),
    IllFormed(empty.argmax())
      .says("argmax: axis 1 of shape (3, 0) is empty; expected at least 1 element"),
    IllFormed(empty.argmin(axis: 1))
      .says("argmin: axis 1 of shape (3, 0) is empty; expected at least 1 element"),
    IllFormed(empty.max()).says(
      "max: axis 1 of shape (3, 0) is empty; expected at least 1 element"),
    IllFormed(x.prod(axes: [2])).says("prod: axis 2 does not exist in shape (2, 3)"),
  ]

  static let linearAlgebra = [
    IllFormed(dot(x, x))
      .says(
        "dot: shapes (2, 3) and (2, 3); expected the last extent of the left to equal the first of the right"
      ),
    IllFormed(dot(x, v))
      .says(
        "dot: shapes (2, 3) and (4, 1); expected the last extent of the left to equal the first of the right"
      ),
    IllFormed(dot(number, x)).says("dot: left operand of shape (); expected 2 axes"),
    IllFormed(dot(x, number)).says("dot: right operand of shape (); expected 2 axes"),
    IllFormed(dot(v, images)).says("dot: right operand of shape (5, 3, 8, 8); expected 2 axes"),
    IllFormed(dot(images, v)).says("dot: left operand of shape (5, 3, 8, 8); expected 2 axes"),
    IllFormed(dot(long, long.transpose()))
      .says("dot: shape (1099511627776, 1099511627776) \(impossible)"),
  ]

  static let networks = [
    IllFormed(conv2d(x, filters: filters)).says("conv2d: input of shape (2, 3); expected 4 axes"),
    IllFormed(conv2d(images, filters: v)).says("conv2d: filters of shape (4,); expected 4 axes"),
    IllFormed(conv2d(images, filters: filters))
      .says(
        "conv2d: the input (5, 3, 8, 8) has 3 channels and the filters (7, 2, 3, 3) have 2; "
          + "expected equal channels (axis 1)"),
    IllFormed(conv2d(filters, filters: images[0..<5].reshape([12, 2, 8, 5])))
      .says(
        "conv2d: the filters (12, 2, 8, 5) do not fit in the input (7, 2, 3, 3); "
          + "expected at least one output along H and W"),
    IllFormed(images.maxPool2d((0, 2)))
      .says("maxPool2d: window [0, 2] with stride [0, 2]; expected two extents of at least 1 each"),
    IllFormed(images.maxPool2d((2, 2), stride: (1, .min)))
      .says(
        "maxPool2d: window [2, 2] with stride [1, \(Int.min)]; expected two extents of at least 1 each"
      ),
    IllFormed(images.maxPool2d((30, 30)))
      .says(
        "maxPool2d: windows [30, 30] do not fit in the input (5, 3, 8, 8); "
          + "expected at least one window along H and W"),
    IllFormed(images.pool2d((2, 31), padding: (0, 1), mode: .sum))
      .says(
        "sumPool2d: windows [2, 31] with padding [0, 1] do not fit in the input (5, 3, 8, 8); "
          + "expected at least one window along H and W"),
    IllFormed(v.maxPool2d((2, 2))).says(
      "maxPool2d: operand of shape (4,); expected at least 2 axes"),
    IllFormed(number.softmax()).says("softmax: axis -1 does not exist in shape ()"),
    IllFormed(x.logSoftmax(axis: 2)).says("logSoftmax: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.gathered(byLabel: labels)).says(
      "gatherByLabel: labels of shape (4,); expected (2,)"),
    IllFormed(v.gathered(byLabel: labels))
      .says("gatherByLabel: first operand of shape (4,); expected 2 axes"),
  ]

  static let rows = [
    IllFormed(x[0..<3]).says("slice: rows 0 ..< 3 do not exist in shape (2, 3)"),
    IllFormed(x[-1..<1]).says("slice: rows -1 ..< 1 do not exist in shape (2, 3)"),
    IllFormed(number[Int.min..<Int.max])
      .says("slice: rows \(Int.min) ..< \(Int.max) do not exist in shape ()"),
    IllFormed(x[index..<index + 3])
      .says(
        "slice: 3 rows of shape (2, 3); expected a tensor with axes and at most as many rows as it has"
      ),
    IllFormed(number[index..<index + 1])
      .says(
        "slice: 1 rows of shape (); expected a tensor with axes and at most as many rows as it has"),
    IllFormed(x[index..<index * index]).says(rowsUnknown),
    IllFormed(x[index..<index * 2]).says(rowsUnknown),
    IllFormed(x[index..<index - 1]).says(rowsUnknown),
    IllFormed(x[indices..<indices + 1]).says("sliceRows: start of shape (2,); expected 0 axes"),
  ]

  private static let dropLine = #line + 3
  private static let dropped: Tensor<Float> = {
    var noise = RandomStream(seed: 1)
    return noise.dropout(x, rate: 1)
  }()

  static let parts = [
    IllFormed(x[2]).says("slice: row 2 does not exist in shape (2, 3)"),
    IllFormed(number[0]).says("slice: row 0 does not exist in shape ()"),
    IllFormed(x.sliced(axis: 2, from: 0)).says("slice: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.sliced(by: 0)).says("slice: a step of 0 leads nowhere; expected another number"),
    IllFormed(x.sliced(axis: 2, from: index, count: 1))
      .says("slice: axis 2 does not exist in shape (2, 3)"),
    IllFormed(concatenate([x, images], axis: 0))
      .says(
        "concatenate: shapes (2, 3) and (5, 3, 8, 8) do not join along axis 0; "
          + "expected equal extents along every other axis"),
    IllFormed(concatenate([x], axis: -3)).says(
      "concatenate: axis -3 does not exist in shape (2, 3)"),
    IllFormed(concatenate([Tensor<Float>]()))
      .says("concatenate: no tensors; expected at least one"),
    IllFormed(stack([x], axis: 4)).says("stack: axis 4 does not exist in shape (2, 3)"),
    IllFormed(x.split([1, 2])[0])
      .says(
        "split: parts of [1, 2] along axis 0 of shape (2, 3); "
          + "expected sizes of at least 0 that add up to its extent"),
    IllFormed(x.split([3], axis: 5)[0]).says("split: axis 5 does not exist in shape (2, 3)"),
    IllFormed(x.padded([(1, 1)]))
      .says(
        "padded: widths [[1, 1]] for shape (2, 3); expected two numbers of at least 0 for each axis"
      ),
    IllFormed(x.padded([(1, 1), (-1, 0)]))
      .says(
        "padded: widths [[1, 1], [-1, 0]] for shape (2, 3); "
          + "expected two numbers of at least 0 for each axis"),
    IllFormed(number.take(index)).says("take: first operand of shape (); expected 1 axis"),
    IllFormed(x.take(index, axis: 2)).says("take: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.takeAlongAxis(index, axis: 2))
      .says("takeAlongAxis: axis 2 does not exist in shape (2, 3)"),
    IllFormed(x.takeAlongAxis(arange(0, 4), axis: 1))
      .says("takeAlongAxis: indices of shape (4,); expected (2, 3)"),
    IllFormed(x.takeAlongAxis(arange(0, 12).reshape([3, 4]), axis: 1))
      .says("takeAlongAxis: indices of shape (3, 4); expected (2, 4)"),
    IllFormed(x.reshape([-1, 4]))
      .says(
        "reshape: shape (2, 3) under (-1, 4); "
          + "expected at most one -1, and a whole number of elements along it"),
    IllFormed(x.reshape([-1, -1]))
      .says(
        "reshape: shape (2, 3) under (-1, -1); "
          + "expected at most one -1, and a whole number of elements along it"),
    IllFormed(arange(0, 5, step: 0))
      .says("arange: expected a step other than 0, and a range that can be counted"),
    IllFormed(arange(0, .min, step: 2))
      .says("arange: expected a step other than 0, and a range that can be counted"),
    IllFormed(matmul(images, images.reshape([3, 5, 8, 8])))
      .says("dot: right operand of shape (3, 5, 8, 8); expected (5, 3, 8, 8)"),
    IllFormed(dropped, line: dropLine).says(
      "dropout: a rate of 1.0 is not possible; expected at least 0 and less than 1"),
  ]

  static let rowsUnknown =
    "slice: the number of rows depends on a run-time value; "
    + "expected bounds that differ by a constant, as in data[i * 500 ..< (i + 1) * 500]"

  static let placeholders = [
    IllFormed(Tensor<Float>.placeholder("p", shape: [-1]))
      .says("placeholder: shape (-1,) \(impossible)"),
    IllFormed(Tensor<Bool>.placeholder("p", shape: [.max, 2]))
      .says("placeholder: shape (\(Int.max), 2) \(impossible)"),
  ]

  @Test(
    arguments: elementwise + rearranging + reductions + linearAlgebra + networks + rows
      + parts + placeholders)
  func isThrownWithItsLine(_ illFormed: IllFormed) {
    #expect(illFormed.expression.type == nil)
    #expect(
      errorText { try define(outputs: [illFormed.expression]) }
        == error(illFormed.line, illFormed.words))
  }

  @Test func allAreThrownAtOnce() {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let line = #line
    let a = x.reshape([5])
    let b = x.sum(axes: [7])
    let c = x.flatten(9)
    let expected = [
      error(line + 1, "reshape: shape (2, 3) has 6 elements, (5,) has 5; expected equal counts"),
      error(line + 2, "sum: axis 7 does not exist in shape (2, 3)"),
      error(line + 3, "flatten: 9 axes of shape (2, 3); expected 1 to 2"),
    ].joined(separator: "\n")
    #expect(errorText { try define(inputs: [x], outputs: [a, b + c.tanh()]) } == expected)
    #expect(
      errorText { _ = try gradient(of: (a.sum() + b).sum() + c.sum(), withRespectTo: [x]) }
        == expected)
  }

  @Test func nothingFollowsFromAnError() {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let labels = Tensor<Int64>.placeholder("labels", shape: [9])
    let line = #line
    let bad = x.reshape([5])
    let floats: [Tensor<Float>] = [
      bad + bad, bad * 2, 2 - bad, -bad, bad.tanh(), bad.reshape([1]), bad.flatten(7),
      bad.dimshuffle(9), bad.transpose(), bad.sum(axes: [9]), bad.mean(axes: [9, 9]), dot(bad, x),
      dot(x, bad), conv2d(bad, filters: x), conv2d(x, filters: bad), bad.maxPool2d((0, 0)),
      bad.softmax(), bad.gathered(byLabel: labels), bad[-5..<3], bad[Int.min..<Int.max],
      bad[bad.argmax()..<bad.argmax() + 1], x[bad.argmax()..<bad.argmax() * 3],
      bad.cast(to: Double.self).cast(to: Float.self), (bad .> bad).cast(to: Float.self),
      bad.named("bad"),
    ]
    for tensor in floats {
      #expect(tensor.type == nil)
      #expect(tensor.shape == nil)
    }
    let found = errorText { try define(inputs: [x, labels], outputs: floats) }
    #expect(
      found
        == error(
          line + 1, "reshape: shape (2, 3) has 6 elements, (5,) has 5; expected equal counts"))
  }

  @Test func gradientsOfErrorsThrowThem() {
    let w = Shared("w", NDArray<Double>([1, 2]))
    let line = #line
    let cost = w.reshape([3]).sum()
    let words = "reshape: shape (2,) has 2 elements, (3,) has 3; expected equal counts"
    #expect(errorText { _ = try gradient(of: cost, withRespectTo: [w]) } == error(line + 1, words))
    #expect(
      errorText { _ = try gradient(of: w.sum(), withRespectTo: [w.reshape([3])]) }
        == error(#line, words))
  }
}

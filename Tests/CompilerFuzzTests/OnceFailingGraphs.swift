/// Graphs for which the fuzzer found that something was wrong, as small as they still showed it.
enum OnceFailingGraphs {
  /// Those that failed by an algorithm that the cost model does not take.
  static let byAlgorithm: [(problem: String, algorithm: String, graph: String)] = [
    (
      "tiles none of which lies in the image: a condition that always holds", "F(6x2)",
      """
      graph fuzzed
      %0 = input(0) : float(2, 4, 2, 3)
      %1 = input(1) : float(18, 4, 3, 4)
      %2 = conv2d(unflipped, pads: [2, 2, 4, 4]) %0, %1 : float(2, 18, 4, 8)
      output 0 = %2
      """
    ),
    (
      "a single patch, whose number nothing asks for: warnings", "direct on patches",
      """
      graph fuzzed
      %0 = input(0) : float(1, 3, 3, 3)
      %1 = input(1) : float(6, 1, 3, 3)
      %2 = conv2d(unflipped, stride: [2, 2], dilation: [1, 2], groups: 3, pads: [0, 0, 0, 2]) %0, %1 : float(1, 6, 1, 1)
      output 0 = %2
      """
    ),
  ]

  static let all: [(problem: String, graph: String)] = [
    (
      "integers and truth values compared with themselves: warnings",
      """
      graph fuzzed
      %0 = input(0) : bool(2, 3)
      %1 = logicalXor %0, %0 : bool(2, 3)
      %2 = input(1) : int32(2, 3)
      %3 = lessOrEqual %2, %2 : bool(2, 3)
      output 0 = %1
      output 1 = %3
      """
    ),
    (
      "a transpose of three axes, folded into a product",
      """
      graph fuzzed
      %0 = input(0) : float(5, 3)
      %1 = input(1) : float(3, 14, 1)
      %2 = dimshuffle(1, 0) %1 : float(14, 3)
      %3 = dot(right transposed) %0, %2 : float(5, 14)
      output 0 = %3
      """
    ),
    (
      "bytes of two element types, one after the other: Clang read what was written later",
      """
      graph fuzzed
      %0 = input(0) : double(4, 1)
      %1 = constant(1.0) : double()
      %2 = sigmoid %0 : double(4, 1)
      %3 = log %2 : double(4, 1)
      %4 = constant(1.0) : double()
      %5 = negate %0 : double(4, 1)
      %6 = exp %5 : double(4, 1)
      %7 = add %4, %6 : double(4, 1)
      %8 = divide %4, %7 : double(4, 1)
      %9 = input(1) : int64(33,)
      %10 = multiply %9, %9 : int64(33,)
      %11 = abs %3 : double(4, 1)
      %12 = sqrt %11 : double(4, 1)
      %13 = minimum %9, %9 : int64(33,)
      %14 = lessOrEqual %8, %5 : bool(4, 1)
      %15 = where %14, %8, %5 : double(4, 1)
      %16 = multiply %12, %12 : double(4, 1)
      %17 = stopGradient %16 : double(4, 1)
      %18 = add %10, %9 : int64(33,)
      %19 = constant(1.0) : double()
      %20 = subtract %6, %6 : double(4, 1)
      %21 = add %20, %6 : double(4, 1)
      %22 = input(2) : int32(4,)
      %23 = gatherByLabel %17, %22 : double(4,)
      %24 = constant(1.0) : double()
      %25 = constant(0.0) : double(4, 1)
      output 0 = %19
      output 1 = %25
      output 2 = %23
      output 3 = %17
      """
    ),
    (
      "one row added to its place: a continue outside of loops",
      """
      graph fuzzed
      %0 = shared(0) : double(1,)
      %1 = input(0) : int64(1,)
      %2 = scatterAdd(rows: 5) %0, %1 : double(5,)
      output 0 = %2
      """
    ),
    (
      "one row taken: a continue outside of loops",
      """
      graph fuzzed
      %0 = input(0) : float(4, 3)
      %1 = input(1) : int64(1,)
      %2 = take %0, %1 : float(1, 3)
      output 0 = %2
      """
    ),
    (
      "numbers of a concatenation, looked at before its second part was there",
      """
      graph fuzzed
      %0 = shared(0) : double(32, 13)
      %1 = concatenate(axis: 1) %0, %0 : double(32, 26)
      output 0 = %1
      """
    ),
    (
      "filters that meet no element: a parameter that is not read",
      """
      graph fuzzed
      %0 = input(0) : float(2, 1, 1, 1)
      %1 = input(1) : float(2, 2, 2, 2)
      %2 = conv2dInputGradient(unflipped, stride: [3, 2], dilation: [2, 1], groups: 2, \
      pads: [1, 1, 1, 1]) %0, %1 : float(2, 2, 2, 2)
      output 0 = %2
      """
    ),
    (
      "computed again to save memory, and then in its place: a buffer that comes later in the text",
      """
      graph fuzzed
      %0 = input(0) : float(14, 2)
      %1 = input(1) : float(1, 2)
      %2 = subtract %0, %1 : float(14, 2)
      %3 = multiply %2, %2 : float(14, 2)
      %4 = sum(axes: [0], keepingDimensions) %3 : float(1, 2)
      %5 = divide %2, %4 : float(14, 2)
      %6 = negate %5 : float(14, 2)
      output 0 = %6
      """
    ),
    (
      "a matrix of one column, read as a row: warnings about its bounds",
      """
      graph fuzzed
      %0 = shared(0) : float(17, 1)
      %1 = input(0) : float(32, 1)
      %2 = dot(right transposed) %0, %1 : float(17, 32)
      output 0 = %2
      """
    ),
    (
      "a sum of one row with its sign changed, as many times as it is spread: it was taken once",
      """
      graph fuzzed
      %0 = input(0) : double(1, 3)
      %1 = broadcast %0 : double(13, 3)
      %2 = negate %1 : double(13, 3)
      %3 = sum(axes: [0]) %2 : double(3,)
      output 0 = %3
      """
    ),
  ]
}

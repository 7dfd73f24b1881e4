import Frontend
import GraphIR
import Testing

/// Parts of tensors and tensors of parts, and the graphs that they become.
@Suite struct PartTests {
  private let x = Tensor<Float>.placeholder("x", shape: [4, 3])
  private let i = Tensor<Int32>.placeholder("i", shape: [2, 5])

  private func ofX(_ tensor: any TensorConvertible) throws -> [String] {
    try text(inputs: [x], outputs: [tensor]).split(separator: "\n").dropFirst().dropLast()
      .map(String.init)
  }

  @Test func slicesFollowPython() throws {
    for (part, line) in [
      (x.sliced(from: 1, to: 3), "slice(1 ..< 3, 0 ..< 3) %0 : float(2, 3)"),
      (x.sliced(axis: -1, from: -2), "slice(0 ..< 4, 1 ..< 3) %0 : float(4, 2)"),
      (x.sliced(by: -1), "slice(3 ..> -1 by -1, 0 ..< 3) %0 : float(4, 3)"),
      (x.sliced(from: -100, to: 100, by: 2), "slice(0 ..< 4 by 2, 0 ..< 3) %0 : float(2, 3)"),
      (x.sliced(from: 3, to: 1), "slice(0 ..< 0, 0 ..< 3) %0 : float(0, 3)"),
      (x.sliced(from: .min, to: .max), "slice(0 ..< 4, 0 ..< 3) %0 : float(4, 3)"),
    ] {
      #expect(try ofX(part) == ["%1 = \(line)"])
    }
    #expect(
      try ofX(x[-1]) == [
        "%1 = slice(3 ..< 4, 0 ..< 3) %0 : float(1, 3)", "%2 = reshape(3,) %1 : float(3,)",
      ])
  }

  @Test func slicesStartWhereTheCallSays() throws {
    let start = Tensor<Int64>.placeholder("start")
    #expect(
      try text(inputs: [x, start], outputs: [x.sliced(axis: 1, from: start, count: 2)]) == """
        %0 = input(0) : float(4, 3) "x"
        %1 = input(1) : int64() "start"
        %2 = dimshuffle(1, 0) %0 : float(3, 4)
        %3 = sliceRows(2) %2, %1 : float(2, 4)
        %4 = dimshuffle(1, 0) %3 : float(4, 2)
        output 0 = %4
        """)
    #expect(x[start].shape == [3])
    let cube = Tensor<Float>.placeholder("cube", shape: [2, 3, 4, 5])
    #expect(cube.sliced(axis: 2, from: start, count: 1).shape == [2, 3, 1, 5])
  }

  @Test func zerosSurround() throws {
    #expect(
      try ofX(x.padded([(1, 2), (0, 1)])) == ["%1 = place(1 ..< 5, 0 ..< 3) %0 : float(7, 4)"])
  }

  @Test func tensorsJoin() throws {
    #expect(
      try ofX(concatenate([x, x, x.sliced(axis: 1, to: 1)], axis: 1)) == [
        "%1 = slice(0 ..< 4, 0 ..< 1) %0 : float(4, 1)",
        "%2 = concatenate(axis: 1) %0, %0, %1 : float(4, 7)",
      ])
    #expect(concatenate([x, x], axis: -2).shape == [8, 3])
    #expect(stack([x, x]).shape == [2, 4, 3])
    #expect(stack([x, x, x], axis: -1).shape == [4, 3, 3])
    #expect(stack([x, x, x], axis: 1).shape == [4, 3, 3])
    #expect(x.split([1, 0, 2], axis: 1).map(\.shape) == [[4, 1], [4, 0], [4, 2]])
  }

  @Test func positionsAreTakenByNumber() throws {
    #expect(x.take(i).shape == [2, 5, 3])
    #expect(x.take(i, axis: 1).shape == [4, 2, 5])
    let cube = Tensor<Float>.placeholder("cube", shape: [2, 3, 4])
    #expect(
      try text(inputs: [cube, i], outputs: [cube.take(i, axis: 1)]) == """
        %0 = input(0) : float(2, 3, 4) "cube"
        %1 = input(1) : int32(2, 5) "i"
        %2 = dimshuffle(1, 0, 2) %0 : float(3, 2, 4)
        %3 = take %2, %1 : float(2, 5, 2, 4)
        %4 = dimshuffle(2, 0, 1, 3) %3 : float(2, 2, 5, 4)
        output 0 = %4
        """)
  }

  @Test func elementsAreTakenAlongAnAxis() throws {
    let order = Tensor<Int32>.placeholder("order", shape: [4, 2])
    #expect(
      try text(inputs: [x, order], outputs: [x.takeAlongAxis(order, axis: -1)]) == """
        %0 = input(0) : float(4, 3) "x"
        %1 = input(1) : int32(4, 2) "order"
        %2 = take(batchAxes: 1) %0, %1 : float(4, 2)
        output 0 = %2
        """)
    let cube = Tensor<Float>.placeholder("cube", shape: [2, 3, 4])
    let rows = Tensor<Int64>.placeholder("rows", shape: [2, 5, 4])
    #expect(
      try text(inputs: [cube, rows], outputs: [cube.takeAlongAxis(rows, axis: 1)]) == """
        %0 = input(0) : float(2, 3, 4) "cube"
        %1 = input(1) : int64(2, 5, 4) "rows"
        %2 = dimshuffle(0, 2, 1) %0 : float(2, 4, 3)
        %3 = dimshuffle(0, 2, 1) %1 : int64(2, 4, 5)
        %4 = take(batchAxes: 2) %2, %3 : float(2, 4, 5)
        %5 = dimshuffle(0, 2, 1) %4 : float(2, 5, 4)
        output 0 = %5
        """)
  }

  @Test func numbersCount() throws {
    #expect(
      try text(outputs: [arange(2, 11, step: 3)]) == """
        %0 = iota(3,) : int64(3,)
        %1 = constant(3) : int64()
        %2 = multiply %0, %1 : int64(3,)
        %3 = constant(2) : int64()
        %4 = add %2, %3 : int64(3,)
        %5 = cast(int64) %4 : int64(3,)
        output 0 = %5
        """)
    for (range, count) in [
      (arange(0, 5), 5), (arange(5, 0), 0), (arange(5, 0, step: -2), 3), (arange(3, 3), 0),
      (arange(-5, 1), 6), (arange(10, 2, step: 2), 0),
    ] {
      #expect(range.shape == [count])
    }
    #expect(arange(0, 4, as: Float.self).type == TensorType(.float, [4]))
    let labels: Tensor<Double> = oneHot(i, classes: 7, as: Double.self)
    #expect(labels.shape == [2, 5, 7])
  }

  @Test func oneExtentFollowsFromTheOthers() {
    #expect(x.reshape([-1]).shape == [12])
    #expect(x.reshape([2, -1, 3]).shape == [2, 2, 3])
    let empty = Tensor<Float>.placeholder("empty", shape: [0, 5])
    #expect(empty.reshape([5, -1]).shape == [5, 0])
  }

  @Test func softmaxRunsAlongAnyAxis() throws {
    let cube = Tensor<Float>.placeholder("cube", shape: [2, 3, 4])
    #expect(
      try text(inputs: [cube], outputs: [cube.softmax(axis: 1)]) == """
        %0 = input(0) : float(2, 3, 4) "cube"
        %1 = dimshuffle(0, 2, 1) %0 : float(2, 4, 3)
        %2 = reshape(8, 3) %1 : float(8, 3)
        %3 = softmax %2 : float(8, 3)
        %4 = reshape(2, 4, 3) %3 : float(2, 4, 3)
        %5 = dimshuffle(0, 2, 1) %4 : float(2, 3, 4)
        output 0 = %5
        """)
    #expect(cube.logSoftmax().shape == [2, 3, 4])
    #expect(Tensor<Float>.placeholder("v", shape: [4]).softmax().shape == [4])
  }

  @Test func productsOfBatches() {
    let a = Tensor<Float>.placeholder("a", shape: [7, 2, 3])
    let b = Tensor<Float>.placeholder("b", shape: [7, 3, 4])
    #expect(matmul(a, b).shape == [7, 2, 4])
    #expect(outer(x, Tensor<Float>.placeholder("v", shape: [5])).shape == [4, 3, 5])
  }
}

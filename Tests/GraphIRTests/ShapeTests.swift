import GraphIR
import Testing

@Suite struct ShapeTests {
  @Test func describesItselfAsNumPyDoes() {
    #expect(Shape([]).description == "()")
    #expect(Shape([7]).description == "(7,)")
    #expect(Shape([2, 3]).description == "(2, 3)")
  }

  @Test(
    arguments: [
      ([2, 3], [3], [2, 3]), ([2, 1], [1, 4], [2, 4]), ([], [5], [5]),
      ([0], [1], [0]), ([2], [3], nil), ([0], [2], nil),
    ] as [(Shape, Shape, Shape?)])
  func broadcasts(left: Shape, right: Shape, both: Shape?) {
    #expect(left.broadcast(with: right) == both)
    #expect(right.broadcast(with: left) == both)
  }

  @Test func laysOutRows() {
    #expect(Shape([2, 3, 4]).rowMajorStrides == [12, 4, 1])
    #expect(Shape([]).rowMajorStrides == [])
    #expect(Shape([2, 3, 4]).elementCount == 24)
    #expect(Shape([]).elementCount == 1)
  }

  /// Also of shapes that no tensor can have.
  @Test func countsNeverOverflow() {
    #expect(Shape([1 << 40, 1 << 40]).elementCount == .max)
    #expect(Shape([1 << 40, 1 << 40, 0]).elementCount == 0)
    #expect(TensorType(.double, [1 << 62]).byteCount == .max)
    #expect(TensorType(.uint8, [1 << 48]).isPossible)
    #expect(!TensorType(.float, [1 << 48]).isPossible)
  }

  /// Steps that lead out of the input at once are as good as any others that do.
  @Test func longStepsAreBounded() {
    let far = 1 << 62
    let bounded = Convolution(stride: [far, 2], dilation: [far, 3])
      .bounded(input: [2, 3, 8, 9], filters: [4, 3, 1, 2])
    #expect(bounded == Convolution(stride: [8, 2], dilation: [1, 3]))
    let filters: Shape = [4, 3, 1, 2]
    #expect(bounded.outputShape(input: [2, 3, 8, 9], filters: filters) == [2, 4, 1, 3])
    #expect(
      Pooling(.sum, window: [far, 3], stride: [far, far], ignoresBorder: false).bounded([2, 5, 7])
        == Pooling(.sum, window: [5, 3], stride: [5, 7], ignoresBorder: false))
  }

  /// Bounded windows give what unbounded ones do.
  @Test func boundedWindowsAreAsMany() {
    let numbers = [1, 2, 3, 4, 7, 9, 20]
    for extent in 0...8 {
      for window in numbers {
        for stride in numbers {
          for padding in [0, 1, 2] where padding < window {
            let ignoresBorder = padding > 0
            let pooling = Pooling(
              window: [window, 1], stride: [stride, 1], padding: [padding, 0],
              ignoresBorder: ignoresBorder)
            let bounded = pooling.bounded([extent, 3])
            let windows = pooling.outputExtent(extent, axis: 0)
            #expect(bounded.outputExtent(extent, axis: 0) == windows)
            for index in 0..<windows {
              #expect(
                bounded.elements(ofWindow: index, along: 0, extent: extent)
                  == pooling.elements(ofWindow: index, along: 0, extent: extent))
            }
          }
        }
      }
    }
  }

  @Test func reduces() {
    #expect(Shape([2, 3, 4]).reduced(over: [0, 2], keepingDimensions: false) == [3])
    #expect(Shape([2, 3, 4]).reduced(over: [0, 2], keepingDimensions: true) == [1, 3, 1])
  }
}

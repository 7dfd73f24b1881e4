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

  @Test func reduces() {
    #expect(Shape([2, 3, 4]).reduced(over: [0, 2], keepingDimensions: false) == [3])
    #expect(Shape([2, 3, 4]).reduced(over: [0, 2], keepingDimensions: true) == [1, 3, 1])
  }
}

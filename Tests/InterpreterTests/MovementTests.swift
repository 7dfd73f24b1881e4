import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct MovementTests {
  private let matrix = NumericArray([1, 2, 3, 4, 5, 6], [3, 2])

  @Test func reshapes() throws {
    #expect(try apply(.reshape([2, 3]), matrix) == NumericArray([1, 2, 3, 4, 5, 6], [2, 3]))
    #expect(try apply(.reshape([6]), matrix).values == matrix.values)
  }

  @Test func reshapesAsTheVectorsSay() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let input: VectorArray
        let output: VectorArray
      }
      let reshape: [Case]
    }
    for vector in try Vectors.load("tensor_ops.json", as: File.self).reshape {
      let found = try apply(.reshape(Shape(vector.output.shape)), NumericArray(vector.input))
      #expect(vector.output.difference(from: found.values) == nil)
    }
  }

  @Test func shufflesDimensions() throws {
    #expect(try apply(.dimshuffle([1, 0]), matrix) == NumericArray([1, 3, 5, 2, 4, 6], [2, 3]))
    #expect(
      try apply(.dimshuffle([nil, 0, nil]), NumericArray([1, 2], [2]))
        == NumericArray([1, 2], [1, 2, 1]))
    #expect(try apply(.dimshuffle([]), NumericArray([7], [1, 1])) == NumericArray([7], []))
  }

  @Test func shufflesAsTheVectorsSay() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let input_shape: [Int]
        let pattern: [Axis]
        let output: VectorArray
      }
      enum Axis: Decodable {
        case new
        case old(Int)

        init(from decoder: any Decoder) throws {
          let container = try decoder.singleValueContainer()
          self = (try? container.decode(Int.self)).map { .old($0) } ?? .new
        }

        var position: Int? { if case .old(let axis) = self { axis } else { nil } }
      }
      let dimshuffle: [Case]
    }
    for vector in try Vectors.load("tensor_ops.json", as: File.self).dimshuffle {
      let shape = Shape(vector.input_shape)
      let input = NumericArray((0..<shape.elementCount).map(Double.init), shape)
      let found = try apply(.dimshuffle(vector.pattern.map(\.position)), input)
      #expect(found.shape == Shape(vector.output.shape))
      #expect(vector.output.difference(from: found.values) == nil)
    }
  }

  private func start(_ row: Double) -> NumericArray { NumericArray([row], [], .int64) }

  @Test func slicesRows() throws {
    #expect(
      try apply(.sliceRows(count: 2), matrix, start(1)) == NumericArray([3, 4, 5, 6], [2, 2]))
    #expect(try apply(.sliceRows(count: 0), matrix, start(3)) == NumericArray([], [0, 2]))
    #expect(
      try apply(.sliceRows(count: 1), NumericArray([8, 9], [2]), start(1)) == NumericArray([9], [1])
    )
  }

  @Test(arguments: [-1, 2, 1e300])
  func refusesRowsOutOfRange(row: Double) {
    #expect(throws: InterpreterError.rowsOutOfRange(start: row, count: 2, shape: [3, 2])) {
      try apply(.sliceRows(count: 2), matrix, start(row))
    }
  }

  @Test func gathersByLabel() throws {
    let labels = NumericArray([1, 0, 1], [3], .int32)
    #expect(try apply(.gatherByLabel, matrix, labels) == NumericArray([2, 3, 6], [3]))
  }

  @Test func scattersByLabel() throws {
    let labels = NumericArray([2, 0], [2], .int64)
    #expect(
      try apply(.scatterByLabel(classes: 3), NumericArray([5, 7], [2]), labels)
        == NumericArray([0, 0, 5, 7, 0, 0], [2, 3]))
  }

  @Test(arguments: [-1.0, 2])
  func refusesLabelsOutOfRange(label: Double) {
    let labels = NumericArray([0, label, 0], [3], .int32)
    #expect(
      throws: InterpreterError.labelOutOfRange(
        operation: "gatherByLabel", label: label, row: 1, classes: 2)
    ) {
      try apply(.gatherByLabel, matrix, labels)
    }
    #expect(
      throws: InterpreterError.labelOutOfRange(
        operation: "scatterByLabel", label: label, row: 1, classes: 2)
    ) {
      try apply(.scatterByLabel(classes: 2), NumericArray([1, 2, 3], [3]), labels)
    }
  }
}

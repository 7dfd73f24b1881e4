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

  @Test func slicesAndPlaces() throws {
    let part = Slicing(starts: [2, 1], steps: [-2, 1], extents: [2, 1])
    #expect(try apply(.slice(part), matrix) == NumericArray([6, 2], [2, 1]))
    #expect(
      try apply(.place(part, [3, 2]), NumericArray([6, 2], [2, 1]))
        == NumericArray([0, 2, 0, 0, 0, 6], [3, 2]))
    let nothing = Slicing(starts: [0, 5], steps: [1, 1], extents: [0, 0])
    #expect(try apply(.slice(nothing), matrix) == NumericArray([], [0, 0]))
    #expect(try apply(.place(nothing, [1, 2]), NumericArray([], [0, 0])).values == [0, 0])
  }

  @Test func concatenates() throws {
    #expect(
      try apply(.concatenate(axis: 1, count: 2), matrix, NumericArray([7, 8, 9], [3, 1]))
        == NumericArray([1, 2, 7, 3, 4, 8, 5, 6, 9], [3, 3]))
    #expect(
      try apply(.concatenate(axis: 0, count: 2), matrix, NumericArray([], [0, 2])) == matrix)
  }

  @Test func takesRowsAndAddsThem() throws {
    let rows = NumericArray([2, -3, 2], [3], .int64)
    let taken = try apply(.take(), matrix, rows)
    #expect(taken == NumericArray([5, 6, 1, 2, 5, 6], [3, 2]))
    #expect(
      try apply(.scatterAdd(rows: 3), taken, rows) == NumericArray([1, 2, 0, 0, 10, 12], [3, 2]))
    #expect(
      throws: InterpreterError.rowOutOfRange(operation: "take", row: 3, count: 3)
    ) { try apply(.take(), matrix, NumericArray([3], [], .int64)) }
    #expect(
      throws: InterpreterError.rowOutOfRange(operation: "scatterAdd", row: -2, count: 1)
    ) { try apply(.scatterAdd(rows: 1), matrix, NumericArray([0, 0, -2], [3], .int64)) }
  }

  @Test func takesRowsOfSeveralTables() throws {
    let tables = NumericArray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2])
    let rows = NumericArray([2, 0, -2, -2], [2, 2], .int32)
    let taken = try apply(.take(batchAxes: 1), tables, rows)
    #expect(taken == NumericArray([5, 6, 1, 2, 9, 10, 9, 10], [2, 2, 2]))
    #expect(
      try apply(.scatterAdd(rows: 3, batchAxes: 1), taken, rows)
        == NumericArray([1, 2, 0, 0, 5, 6, 0, 0, 18, 20, 0, 0], [2, 3, 2]))
    let columns = try apply(
      .take(batchAxes: 2), tables, NumericArray([1, 0, 1, 0, 1, -1], [2, 3], .int64))
    #expect(columns == NumericArray([2, 3, 6, 7, 10, 12], [2, 3]))
    #expect(
      throws: InterpreterError.rowOutOfRange(operation: "take", row: 3, count: 3)
    ) { try apply(.take(batchAxes: 1), tables, NumericArray([0, 3], [2], .int64)) }
  }

  @Test func countsPositions() throws {
    #expect(try apply(.iota([2, 2])) == NumericArray([0, 1, 2, 3], [2, 2], .int64))
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

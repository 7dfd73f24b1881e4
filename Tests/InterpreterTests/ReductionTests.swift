import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct ReductionTests {
  private let cube = NumericArray((1...12).map(Double.init), [2, 3, 2])

  private func sum(_ axes: [Int], keeps: Bool = false) throws -> NumericArray {
    try apply(.reduce(.sum, axes: axes, keepsDimensions: keeps), cube)
  }

  @Test func sumsAreAsExactAsOneRoundingAllows() throws {
    func total(_ values: [Double]) throws -> Double {
      try apply(
        .reduce(.sum, axes: [0], keepsDimensions: false), NumericArray(values, [values.count])
      ).values[0]
    }
    #expect(try total([1, 1e100, 1, -1e100]) == 2)
    #expect(try total([Double](repeating: 0.1, count: 10_000)) == 1_000)
    #expect(try total([1, .infinity, 1]) == .infinity)
    #expect(try total([.infinity, -.infinity]).isNaN)
  }

  @Test func sumsOverAxes() throws {
    #expect(try sum([0]) == NumericArray([8, 10, 12, 14, 16, 18], [3, 2]))
    #expect(try sum([1], keeps: true) == NumericArray([9, 12, 27, 30], [2, 1, 2]))
    #expect(try sum([2, 0]) == NumericArray([18, 26, 34], [3]))
    #expect(try sum([0, 1, 2]) == NumericArray([78], []))
    #expect(try sum([]) == cube)
  }

  @Test func sumOfNothingIsZero() throws {
    #expect(
      try apply(.reduce(.sum, axes: [0], keepsDimensions: false), NumericArray([], [0, 2]))
        == NumericArray([0, 0], [2]))
  }

  @Test func planesHaveSumsAndSquares() throws {
    let images = NumericArray([1, 2, 3, 6, 5, 5, 5, 5, -1, 1, -1, 1], [3, 1, 2, 2])
    let planes = TensorType(.double, [3, 1])
    let results = try Interpreter().apply(
      .planeMoments, to: [images], types: [planes, planes])
    #expect(results == [NumericArray([12, 20, 0], [3, 1]), NumericArray([14, 0, 4], [3, 1])])
  }

  @Test func integerSumsWrap() throws {
    let operand = NumericArray([Double(Int32.max), 2], [2], .int32)
    #expect(
      try apply(.reduce(.sum, axes: [0], keepsDimensions: false), operand).values
        == [Double(Int32.min) + 1])
  }

  @Test func reducesOtherwise() throws {
    func reduce(_ reduction: Reduction, _ axes: [Int]) throws -> NumericArray {
      try apply(.reduce(reduction, axes: axes, keepsDimensions: false), cube)
    }
    #expect(try reduce(.product, [1]) == NumericArray([15, 48, 693, 960], [2, 2]))
    #expect(try reduce(.maximum, [0, 2]) == NumericArray([8, 10, 12], [3]))
    #expect(try reduce(.minimum, [2]) == NumericArray([1, 3, 5, 7, 9, 11], [2, 3]))
    let withNaN = NumericArray([1, .nan, 3], [3])
    for reduction in [Reduction.maximum, .minimum] {
      let found = try apply(.reduce(reduction, axes: [0], keepsDimensions: false), withNaN)
      #expect(found.values[0].isNaN)
    }
    #expect(
      try apply(.reduce(.product, axes: [0], keepsDimensions: false), NumericArray([], [0, 2]))
        == NumericArray([1, 1], [2]))
  }

  @Test func findsTheFirstLargest() throws {
    let operand = NumericArray([1, 3, 3, 0, 0, 0], [2, 3])
    #expect(try apply(.argmax(axis: 1), operand) == NumericArray([1, 0], [2], .int64))
    #expect(try apply(.argmax(axis: 0), operand) == NumericArray([0, 0, 0], [3], .int64))
  }

  @Test func takesTheFirstNaNForTheLargest() throws {
    let operand = NumericArray([.infinity, .nan, 5, .nan], [4])
    #expect(try apply(.argmax(axis: 0), operand).values == [1])
  }

  @Test func refusesTheLargestOfNothing() throws {
    #expect(throws: InterpreterError.argmaxOfNothing(axis: 1, shape: [2, 0])) {
      try apply(.argmax(axis: 1), NumericArray([], [2, 0]))
    }
    #expect(try apply(.argmax(axis: 1), NumericArray([], [0, 0])).values == [])
  }

  @Test func findsWhatTheVectorsSay() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let x: Operand
        let axis: Int?
        let argmax: OneOrMany
      }
      enum Operand: Decodable {
        case list([Double])
        case array(VectorArray)

        init(from decoder: any Decoder) throws {
          if let list = try? [Double](from: decoder) {
            self = .list(list)
          } else {
            self = .array(try VectorArray(from: decoder))
          }
        }

        var array: NumericArray {
          switch self {
          case .list(let values): NumericArray(values, [values.count])
          case .array(let array): NumericArray(array)
          }
        }
      }
      struct OneOrMany: Decodable {
        let values: [Double]

        init(from decoder: any Decoder) throws {
          values = try (try? [Double(from: decoder)]) ?? [Double](from: decoder)
        }
      }
      let max_argmax: [Case]
    }
    for vector in try Vectors.load("tensor_ops.json", as: File.self).max_argmax {
      var operand = vector.x.array
      if vector.axis == nil {
        operand = try apply(.reshape([operand.values.count]), operand)
      }
      #expect(try apply(.argmax(axis: vector.axis ?? 0), operand).values == vector.argmax.values)
    }
  }
}

import Foundation
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  private func integers(_ values: [Double], _ type: ElementType = .int32) -> NumericArray {
    NumericArray(values, [values.count], type)
  }

  @Test func calculatesWithReals() throws {
    let a = NumericArray([1, -2, 0.5], [3])
    let b = NumericArray([4, 0, -0.25], [3])
    #expect(try apply(.add, a, b) == [5, -2, 0.25])
    #expect(try apply(.subtract, a, b) == [-3, -2, 0.75])
    #expect(try apply(.multiply, a, b) == [4, 0, -0.125])
    #expect(try apply(.divide, a, b) == [0.25, -.infinity, -2])
    #expect(try apply(.negate, a) == [-1, 2, -0.5])
    #expect(try apply(.identity, a) == [1, -2, 0.5])
  }

  @Test func calculatesTranscendentals() throws {
    let a = NumericArray([0, 1, -2], [3])
    #expect(try apply(.exp, a) == [1, M_E, exp(-2)])
    #expect(try apply(.tanh, a) == [0, tanh(1), tanh(-2)])
    #expect(try apply(.log, NumericArray([1, 0, 2], [3])) == [0, -.infinity, log(2)])
    #expect(try apply(.sigmoid, NumericArray([0, log(3)], [2])) == [0.5, 0.75])
  }

  @Test func sigmoidHoldsAtExtremes() throws {
    struct File: Decodable {
      struct Sigmoid: Decodable {
        let x: [Double]
        let exact_sigmoid: [Double]
      }
      let sigmoid: Sigmoid
    }
    let vector = try Vectors.load("softmax_nll.json", as: File.self).sigmoid
    let found = try apply(.sigmoid, NumericArray(vector.x, [vector.x.count]))
    for (found, expected) in zip(found, vector.exact_sigmoid) {
      #expect(abs(found - expected) <= 1e-15)
    }
  }

  @Test func integersWrapAsTheirTypeDoes() throws {
    let least = Double(Int32.min)
    let a = integers([Double(Int32.max), least, 65536])
    #expect(try apply(.add, a, integers([1, -1, 1])) == [least, Double(Int32.max), 65537])
    #expect(try apply(.subtract, a, integers([-1, 1, 1])) == [least, Double(Int32.max), 65535])
    #expect(try apply(.multiply, a, integers([2, 1, 65536])) == [-2, least, 0])
    #expect(try apply(.negate, a) == [-Double(Int32.max), least, -65536])
    #expect(
      try apply(.multiply, integers([4_294_967_296], .int64), integers([2_147_483_648], .int64))
        == [Double(Int64.min)])
  }

  @Test func integerDivisionTruncates() throws {
    #expect(
      try apply(.divide, integers([7, -7, 7, -7]), integers([2, 2, -2, -2])) == [3, -3, -3, 3])
    let least = Double(Int32.min)
    #expect(try apply(.divide, integers([least]), integers([-1])) == [least])
    let least64 = Double(Int64.min)
    #expect(try apply(.divide, integers([least64], .int64), integers([-1], .int64)) == [least64])
    #expect(try apply(.divide, integers([1, -1, 0]), integers([0, 0, 0])) == [0, 0, 0])
  }

  @Test func refusesIntegersThatAreNone() {
    #expect(throws: InterpreterError.notRepresentable(1.5, .int32)) {
      try apply(.negate, integers([1.5]))
    }
    #expect(throws: InterpreterError.notRepresentable(1e19, .int64)) {
      try apply(.negate, integers([1e19], .int64))
    }
  }

  @Test func compares() throws {
    let a = NumericArray([1, 2, 3, .nan], [4])
    let b = NumericArray([2, 2, 2, .nan], [4])
    #expect(try apply(.equal, a, b) == [0, 1, 0, 0])
    #expect(try apply(.notEqual, a, b) == [1, 0, 1, 1])
    #expect(try apply(.less, a, b) == [1, 0, 0, 0])
    #expect(try apply(.lessOrEqual, a, b) == [1, 1, 0, 0])
    #expect(try apply(.greater, a, b) == [0, 0, 1, 0])
    #expect(try apply(.greaterOrEqual, a, b) == [0, 1, 1, 0])
  }

  @Test func casts() throws {
    let a = NumericArray([2.9, -2.9, 0], [3])
    #expect(try apply(.cast(.int32), a) == [2, -2, 0])
    #expect(try apply(.cast(.int64), a) == [2, -2, 0])
    #expect(try apply(.cast(.bool), a) == [1, 1, 0])
    #expect(try apply(.cast(.float), NumericArray([0.1], [1])) == [0.1])
    #expect(try apply(.cast(.double), NumericArray([1, 0], [2], .bool)) == [1, 0])
    #expect(try apply(.cast(.uint8), NumericArray([255.5], [1])) == [255])
  }

  @Test(arguments: [
    (2_147_483_648, ElementType.int32, 2_147_483_647.0), (-2_147_483_649, .int32, -2_147_483_648),
    (9.3e18, .int64, 9_223_372_036_854_775_808), (.infinity, .int64, 9_223_372_036_854_775_808),
    (-1, .uint8, 0), (65536, .uint16, 65535), (4_294_967_296, .uint32, 4_294_967_295),
    (.nan, .int32, 0), (.nan, .uint8, 0), (-.infinity, .int32, -2_147_483_648),
  ])
  func castsGiveTheNearestInteger(value: Double, type: ElementType, nearest: Double) throws {
    #expect(try apply(.cast(type), NumericArray([value], [1])) == [nearest])
  }

  @Test func broadcasts() throws {
    let column = NumericArray([1, 2], [2, 1])
    let row = NumericArray([10, 20, 30], [3])
    #expect(try apply(.add, column, row) == [11, 21, 31, 12, 22, 32])
    #expect(
      try apply(.elementwise(.identity, [2, 2, 1]), column).values == [1, 2, 1, 2])
    #expect(try apply(.add, NumericArray([1], []), NumericArray([], [0])) == [])
  }

  @Test func evaluatesPrograms() throws {
    // (a - b) * (a - b) < a
    let program = ScalarProgram(
      operandCount: 2,
      steps: [.init(.subtract, [0, 1]), .init(.multiply, [2, 2]), .init(.less, [3, 0])])
    let result = try apply(
      .elementwise(program, [3]), NumericArray([5, 2, 4], [3]), NumericArray([3], []))
    #expect(result == NumericArray([1, 1, 1], [3], .bool))
    let other = try apply(
      .elementwise(program, [3]), NumericArray([9, 2, 1], [3]), NumericArray([3], []))
    #expect(other.values == [0, 1, 0])
  }

  @Test func addsAsTheVectorsSay() throws {
    struct File: Decodable {
      struct Case: Decodable {
        let x: VectorArray
        let y: VectorArray
        let x_plus_y: VectorArray
      }
      struct Inequality: Decodable {
        let a: [Double]
        let b: [Double]
        let out: [Double]
      }
      let broadcast_add: [Case]
      let neq: Inequality
    }
    let file = try Vectors.load("tensor_ops.json", as: File.self)
    for vector in file.broadcast_add {
      let found = try apply(.add, NumericArray(vector.x), NumericArray(vector.y))
      #expect(vector.x_plus_y.difference(from: found) == nil)
    }
    let (a, b) = (file.neq.a, file.neq.b)
    #expect(try apply(.notEqual, NumericArray(a, [3]), NumericArray(b, [3])) == file.neq.out)
  }
}

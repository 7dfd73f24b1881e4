import Foundation
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct LinearAlgebraTests {
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func multipliesMatrices(transposesLeft: Bool, transposesRight: Bool) throws {
    var left = NumericArray([1, 2, 3, 4, 5, 6], [2, 3])
    var right = NumericArray([1, 0, 2, -1, 0, 3, 1, 1, 1, 0, 0, 2], [3, 4])
    if transposesLeft { left = try apply(.dimshuffle([1, 0]), left) }
    if transposesRight { right = try apply(.dimshuffle([1, 0]), right) }
    let found = try apply(
      .dot(transposesLeft: transposesLeft, transposesRight: transposesRight), left, right)
    #expect(found == NumericArray([4, 6, 4, 7, 10, 15, 13, 13], [2, 4]))
  }

  @Test func productOverNothingIsZero() throws {
    let found = try apply(
      .dot(transposesLeft: false, transposesRight: false), NumericArray([], [2, 0]),
      NumericArray([], [0, 1]))
    #expect(found == NumericArray([0, 0], [2, 1]))
  }

  @Test func softmaxGradientFollowsItsFormula() throws {
    let p = NumericArray([0.25, 0.75, 0.5, 0.5], [2, 2])
    let g = NumericArray([4, 8, 1, 3], [2, 2])
    // Row 0: Σ g p = 7; row 1: Σ g p = 2.
    #expect(try apply(.softmaxGradient, p, g).values == [-0.75, 0.75, -0.5, 0.5])
  }

  struct SoftmaxFile: Decodable {
    struct Case: Decodable {
      let name: String
      let logits: VectorArray
      let labels: [Double]
      let softmax: VectorArray
      let logsoftmax: VectorArray
      let nll_rows: VectorArray
      let argmax_of_logits: [Double]
    }
    let cases: [Case]
  }

  @Test func softmaxIsWhatTheVectorsSay() throws {
    for vector in try Vectors.load("softmax_nll.json", as: SoftmaxFile.self).cases {
      let logits = NumericArray(vector.logits)
      let labels = NumericArray(vector.labels, [vector.labels.count], .int32)
      let softmax = try apply(.softmax, logits).values
      let logSoftmax = try apply(.logSoftmax, logits)
      #expect(
        vector.softmax.difference(from: softmax, relative: 1e-12, absolute: 1e-300) == nil,
        "\(vector.name)")
      #expect(
        vector.logsoftmax.difference(from: logSoftmax.values, relative: 1e-12) == nil,
        "\(vector.name)")
      let rows = try apply(.negate, apply(.gatherByLabel, logSoftmax, labels))
      #expect(vector.nll_rows.difference(from: rows, relative: 1e-12) == nil, "\(vector.name)")
      #expect(try apply(.argmax(axis: 1), logits).values == vector.argmax_of_logits)
    }
  }

  /// Ties go to the number whose last bit is 0: 1 + 2^-8 to 1, and 1 + 3 * 2^-8 to 1 + 2^-6.
  @Test func factorsOfFloatAreRoundedToBFloat16WhereAsked() throws {
    func product(_ type: ElementType, _ rounds: Bool) throws -> [Double] {
      let left = NumericArray([1 + 0x1p-8, 1 + 0x3p-8, 0x1p-130, 0], [2, 2], type)
      let right = NumericArray([1, 2], [2, 1], type)
      return try Interpreter(roundsFactors: rounds).apply(
        .dot(transposesLeft: false, transposesRight: false), to: [left, right],
        types: [TensorType(type, [2, 1])])[0].values
    }
    #expect(try product(.float, true) == [3 + 0x1p-5, 0])
    #expect(try product(.float, false) == [3 + 0x7p-8, 0x1p-130])
    #expect(try product(.double, true) == product(.double, false))
  }
}

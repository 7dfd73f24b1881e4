import Foundation
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct ConvolutionBlockTests {
  private let pooling = Pooling(window: [2, 2], ignoresBorder: true)

  @Test func poolsAddsBiasAndActivates() throws {
    let block = ConvolutionBlock(
      convolution: Convolution(), pooling: pooling, hasBias: true, activation: .tanh)
    let input = NumericArray([1, 4, 2, 4], [1, 1, 2, 2])
    let filters = NumericArray([1, -1], [2, 1, 1, 1])
    let bias = NumericArray([-4, 2], [1, 2, 1, 1])
    #expect(
      try apply(.convolutionBlock(block), input, filters, bias)
        == NumericArray([0, tanh(1)], [1, 2, 1, 1]))
  }

  @Test func keepsABitForEachTiedPosition() throws {
    let block = ConvolutionBlock(convolution: Convolution(), pooling: pooling, keepsMask: true)
    let input = NumericArray(
      [
        1, 4, 0, 0, 7,
        2, 4, 0, 0, 7,
        5, 1, .nan, 3, 7,
        5, 5, 6, 3, 7,
      ], [1, 1, 4, 5])
    let operation = Operation.convolutionBlock(block)
    let operands = [input, NumericArray([1], [1, 1, 1, 1])]
    let types = try operation.resultTypes(of: operands.map(\.type))
    let mask = try Interpreter().apply(operation, to: operands, types: types)[1]
    // Positions count row by row: 0b1010 is the right column. NaN comes first, and equals nothing.
    #expect(mask == NumericArray([0b1010, 0b1111, 0b1101, 0], [1, 1, 2, 2], .uint8))
  }

  @Test(arguments: [
    (Pooling(window: [2, 2], ignoresBorder: true), true),
    (Pooling(window: [2, 3], ignoresBorder: true), false),
    (Pooling(window: [4, 5], ignoresBorder: false), true),
    (Pooling(window: [2, 2], ignoresBorder: false), true),
  ])
  func gradientsAreThoseOfItsParts(pooling: Pooling, flipsFilters: Bool) throws {
    var generator = SeededGenerator.announced()
    func whole(_ shape: Shape) -> NumericArray {
      let values = (0..<shape.elementCount).map { _ in
        Double(Int.random(in: -2...2, using: &generator))
      }
      return NumericArray(values, shape)
    }
    let convolution = Convolution(flipsFilters: flipsFilters)
    // Small whole numbers tie often and make every sum exact.
    let input = whole([2, 2, 6, 7])
    let filters = whole([3, 2, 2, 2])
    let convolved = try apply(.conv2d(convolution), input, filters)
    let maxima = try apply(.pool2d(pooling), convolved)
    let block = Operation.convolutionBlock(
      ConvolutionBlock(convolution: convolution, pooling: pooling, keepsMask: true))
    let results = try Interpreter().apply(
      block, to: [input, filters], types: block.resultTypes(of: [input.type, filters.type]))
    #expect(results[0] == maxima)

    let gradient = whole(maxima.shape)
    let spread = try apply(.maxPool2dGradient(pooling), convolved, maxima, gradient)
    #expect(
      try apply(
        .convolutionBlockInputGradient(convolution, pooling, inputShape: input.shape),
        filters, gradient, results[1])
        == apply(.conv2dInputGradient(convolution, inputShape: input.shape), filters, spread))
    #expect(
      try apply(
        .convolutionBlockFilterGradient(convolution, pooling, filterShape: filters.shape),
        input, gradient, results[1])
        == apply(.conv2dFilterGradient(convolution, filterShape: filters.shape), input, spread))
  }

  @Test func refusesMasksThatAreNoBits() {
    let operation = Operation.convolutionBlockInputGradient(
      Convolution(), pooling, inputShape: [1, 1, 2, 2])
    let one = NumericArray([1], [1, 1, 1, 1])
    #expect(throws: InterpreterError.notRepresentable(-1, .uint8)) {
      try apply(operation, one, one, NumericArray([-1], [1, 1, 1, 1], .uint8))
    }
  }
}

import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct ConvolutionTests {
  private let input = NumericArray([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3])
  private let filter = NumericArray([1, 0, 0, -10], [1, 1, 2, 2])

  @Test func flipsFilters() throws {
    #expect(
      try apply(.conv2d(Convolution()), input, filter)
        == NumericArray([-5, -14, -32, -41], [1, 1, 2, 2]))
  }

  @Test func correlatesWithoutFlipping() throws {
    #expect(
      try apply(.conv2d(Convolution(flipsFilters: false)), input, filter).values
        == [-49, -58, -76, -85])
  }

  @Test func addsChannels() throws {
    let input = NumericArray([1, 2, 10, 20], [1, 2, 1, 2])
    let filters = NumericArray([1, 100, 2, 3], [2, 2, 1, 1])
    #expect(
      try apply(.conv2d(Convolution()), input, filters)
        == NumericArray([1001, 2002, 32, 64], [1, 2, 1, 2]))
  }

  @Test func skipsBetweenPositionsAndBetweenElements() throws {
    let input = NumericArray([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 8])
    let filter = NumericArray([1, 10], [1, 1, 1, 2])
    let convolution = Convolution(stride: [1, 2], dilation: [1, 3], flipsFilters: false)
    #expect(
      try apply(.conv2d(convolution), input, filter)
        == NumericArray([41, 63, 85], [1, 1, 1, 3]))
    let gradient = NumericArray([1, 2, 3], [1, 1, 1, 3])
    #expect(
      try apply(.conv2dInputGradient(convolution, inputShape: input.shape), filter, gradient)
        == NumericArray([1, 0, 2, 10, 3, 20, 0, 30], [1, 1, 1, 8]))
    #expect(
      try apply(.conv2dFilterGradient(convolution, filterShape: filter.shape), input, gradient)
        == NumericArray([22, 40], [1, 1, 1, 2]))
  }

  @Test func keepsGroupsApart() throws {
    let input = NumericArray([1, 2, 3, 4], [1, 4, 1, 1])
    let filters = NumericArray([1, 10, 100, 1000, 5, 50], [3, 2, 1, 1])
    #expect(throws: OperandError.self) {
      try apply(.conv2d(Convolution(groups: 2)), input, filters)
    }
    let two = NumericArray([1, 10, 5, 50], [2, 2, 1, 1])
    #expect(
      try apply(.conv2d(Convolution(groups: 2)), input, two)
        == NumericArray([21, 215], [1, 2, 1, 1]))
  }
}

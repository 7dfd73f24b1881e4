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

  struct File: Decodable {
    struct Case: Decodable {
      let name: String
      let filter_flip: Bool
      let input: VectorArray
      let filters: VectorArray
      let output: VectorArray
      let gy: VectorArray?
      let grad_input: VectorArray?
      let grad_filters: VectorArray?
    }
    let cases: [Case]
  }

  @Test func isWhatTheVectorsSay() throws {
    let cases = try Vectors.load("conv2d.json", as: File.self).cases
    #expect(cases.contains { !$0.filter_flip })
    for vector in cases {
      let convolution = Convolution(flipsFilters: vector.filter_flip)
      let (input, filters) = (NumericArray(vector.input), NumericArray(vector.filters))
      let output = try apply(.conv2d(convolution), input, filters)
      #expect(output.shape == Shape(vector.output.shape), "\(vector.name)")
      #expect(vector.output.difference(from: output.values) == nil, "\(vector.name)")
      guard let gy = vector.gy else { continue }
      let gradient = NumericArray(gy)
      let inputGradient = try apply(.conv2dInputGradient(convolution, inputShape: input.shape), filters, gradient)
      let filterGradient = try apply(.conv2dFilterGradient(convolution, filterShape: filters.shape), input, gradient)
      #expect(inputGradient.shape == input.shape, "\(vector.name)")
      #expect(filterGradient.shape == filters.shape, "\(vector.name)")
      if let expected = vector.grad_input {
        #expect(expected.difference(from: inputGradient.values) == nil, "\(vector.name)")
      }
      if let expected = vector.grad_filters {
        #expect(expected.difference(from: filterGradient.values) == nil, "\(vector.name)")
      }
    }
  }
}

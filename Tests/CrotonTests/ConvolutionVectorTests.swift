import Croton
import Interpreter
import TestSupport
import Testing

/// Convolutions in every mode with their gradients, compiled and interpreted.
@Suite struct ConvolutionVectorTests {
  struct File: Decodable {
    let cases: [ConvolutionVector]
  }

  /// Compares the cases as outputs of one function, since it is compiling C that takes long.
  private func check<Scalar: FloatingPointTensorScalar>(
    _ vectors: [ConvolutionVector], as type: Scalar.Type
  ) throws {
    let programs = try vectors.map { try $0.program(of: Scalar.self) }
    let f = try function(
      inputs: programs.flatMap(\.inputs), outputs: programs.flatMap { $0.outputs.map(\.0) },
      options: .testing(isExact: true))
    let values = vectors.flatMap(\.values)
    let found = try f.call(
      values.map { try NDArray(shape: Shape($0.shape), scalars: $0.values.map { Scalar($0) }) })
    let interpreted = try Interpreter().evaluate(
      f.generated.graph,
      inputs: values.map {
        NumericArray(type: TensorType(Scalar.elementType, Shape($0.shape)), values: $0.values)
      }, shared: [])
    var position = 0
    for (vector, program) in zip(vectors, programs) {
      for (tensor, expected) in program.outputs {
        #expect(tensor.shape == Shape(expected.shape), "\(vector.name)")
        let compiled = try found[tensor].scalars.map { Double($0) }
        #expect(expected.difference(from: compiled) == nil, "\(vector.name)")
        #expect(
          expected.difference(from: interpreted[position].values) == nil, "\(vector.name)")
        position += 1
      }
    }
  }

  @Test func isWhatTheVectorsSay() throws {
    let cases = try Vectors.load("conv2d.json", as: File.self).cases
    // All that are out of the ordinary, and of the many ordinary ones every sixteenth.
    let chosen = cases.enumerated().filter { $0.element.isUnusual || $0.offset % 16 == 3 }
      .map(\.element)
    #expect(chosen.count > 10)
    try check(Array(chosen.prefix(chosen.count / 2)), as: Float.self)
    try check(Array(chosen.suffix(chosen.count - chosen.count / 2)), as: Double.self)
  }
}

import Croton
import Testing

/// Arrays of known numbers reach their kernels as they are, however the compiler copies them.
@Suite struct ConstantArrayTests {
  private func check<Scalar: FloatingPointTensorScalar & Equatable>(_ type: Scalar.Type) throws {
    // Runs of zeros after other numbers, at every place in a vector.
    for length in [8, 31, 72] {
      for run in [1, 3, 4, 7] {
        let scalars = (0..<length).map {
          Scalar(($0 / run).isMultiple(of: 2) ? 1 + $0 / (4 * run) : 0)
        }
        let x = Tensor<Scalar>.constant(NDArray(scalars))
        let y = x.reshape([1, length])
        let outputs = try function("constants", outputs: [x, y])()
        #expect(try outputs[x].scalars == scalars)
        #expect(try outputs[y].scalars == scalars)
      }
    }
  }

  @Test func gradientOfASumOfWindows() throws {
    let x = Shared("x", try NDArray<Double>(repeating: 1, shape: [2, 3, 3, 4]))
    let pooled = x.pool2d((2, 3), mode: .sum)
    let weights: [Double] = [6, -1, 0, 1, 1, 8]
    let w = Tensor.constant(try NDArray(shape: [2, 3, 1, 1], scalars: weights))
    let slope = try gradient(of: (pooled * w).sum(), withRespectTo: [x])[0]
    let expected = (0..<72).map { element in
      let (row, column) = (element / 4 % 3, element % 4)
      return row < 2 && column < 3 ? weights[element / 12] : 0
    }
    #expect(try function("slope", outputs: [slope])()[slope].scalars == expected)
  }

  @Test func numbersInDouble() throws { try check(Double.self) }

  @Test func numbersInFloat() throws { try check(Float.self) }
}

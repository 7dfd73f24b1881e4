import Frontend
import GraphIR
import Testing

/// Tensors say what they are when they are printed.
@Suite struct DescriptionTests {
  @Test func tensors() {
    let x = Tensor<Float>.placeholder("x", shape: [500, 784])
    let w = Shared("W", NDArray<Float>([1, 2]))
    let line = #line
    let y = dot(x, x.transpose()).named("y")
    let number = Tensor<Int64>.constant(3)
    let bad = dot(x, x)
    let worse = bad.tanh()
    #expect("\(x)" == "Tensor<Float> 'x' (500, 784), a placeholder of \(#fileID):\(line - 2)")
    #expect("\(y)" == "Tensor<Float> 'y' (500, 500), from dot at \(#fileID):\(line + 1)")
    #expect("\(number)" == "Tensor<Int64> (), from constant at \(#fileID):\(line + 2)")
    #expect("\(w)" == "Shared<Float> 'W' (2,), made at \(#fileID):\(line - 1)")
    #expect("\(w.tensor)" == "Tensor<Float> 'W' (2,), made at \(#fileID):\(line - 1)")
    #expect(
      "\(bad)"
        == "Tensor<Float>, ill-formed at \(#fileID):\(line + 3): dot: shapes (500, 784) and "
        + "(500, 784); expected the last extent of the left to equal the first of the right")
    #expect("\(worse)" == "Tensor<Float>, of something ill-formed at \(#fileID):\(line + 4)")
  }
}

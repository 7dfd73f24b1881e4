import Croton
import TestSupport
import Testing

/// Operations over very large tensors: C whose making takes no longer for them, or an error with
/// the user's line; no memory is asked for on the way that the function would not need.
@Suite(.timeLimit(.minutes(10))) struct WideShapeTests {
  static let shapes: [Shape] = [
    [1, 500_000], [500_000, 1], [40_000, 40_000], [1 << 31, 1], [1, 1 << 31], [1 << 31, 4],
    [1 << 22, 1 << 22], [1 << 45], [1 << 62, 1], [1 << 31, 1 << 31], [.max, .max],
  ]

  typealias Operation = @Sendable (Tensor<Float>) -> Tensor<Float>

  static let operations: [(String, Operation)] = [
    ("element-wise", { ($0 * 2 + 1).tanh() }),
    ("sum", { $0.sum() }),
    ("sums over rows", { $0.sum(axes: [0]) }),
    ("sums over columns", { $0.sum(axes: [-1]) }),
    ("largest", { $0.max() }),
    ("position of the largest", { $0.argmax().cast(to: Float.self) }),
    ("product", { matmul($0, $0.transpose()) }),
    ("other product", { matmul($0.transpose(), $0) }),
    ("softmax", { $0.softmax() }),
    ("running sum", { $0.cumulativeSum() }),
    ("transpose", { $0.transpose() * 2 }),
    ("slice", { $0.sliced(by: 3) }),
    (
      "convolution",
      { x in
        let filters = Tensor<Float>.placeholder("filters", shape: [2, 1, 1, 1])
        return conv2d(x.dimshuffle(nil, nil, 0, 1), filters: filters)
      }
    ),
    ("windows", { $0.dimshuffle(nil, nil, 0, 1).maxPool2d((1, 1)) }),
  ]

  @Test(arguments: shapes)
  func generated(_ shape: Shape) throws {
    for (name, operation) in Self.operations {
      let x = Tensor<Float>.placeholder("x", shape: shape)
      let y = operation(x)
      let clock = ContinuousClock()
      var what = "C"
      let duration = clock.measure {
        do {
          try generate([y])
          try generate(gradient(of: y.sum(), withRespectTo: [x], disconnected: .zero))
        } catch let error as ModelError {
          what = error.description
        } catch {
          what = "\(error)"
          if !(error is MemoryError) { Issue.record("\(name) of \(shape): \(error)") }
        }
      }
      if Soak.isOn { print("\(name) of \(shape): \(duration / .seconds(1)) s: \(what)") }
    }
  }

  /// What becomes of a function of the given outputs on its way to C, its inputs aside.
  private func generate(_ outputs: [Tensor<Float>]) throws {
    let definition = try FunctionDefinition(
      name: "wide", inputs: [], outputs: outputs.map { $0.sum() }, updates: [],
      givens: [], unusedInputs: .ignored, at: SourceLocation(file: #fileID, line: #line))
    _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
  }

  /// Half a million columns, computed.
  @Test func wideRow() throws {
    let x = Tensor<Float>.placeholder("x", shape: [1, 500_000])
    let (sum, square) = (x.sum(), matmul(x, x.transpose()))
    let (largest, share) = (x.argmax(), x.softmax().max())
    let results = try function(inputs: [x], outputs: [sum, square, largest, share])(
      NDArray<Float>(repeating: 0.5, shape: [1, 500_000]))
    #expect(try results[sum].scalar == 250_000)
    #expect(try results[square].scalar == 125_000)
    #expect(try results[largest].scalar == 0)
    #expect(abs((try results[share].scalar ?? 0) - 2e-6) < 1e-9)
  }

  /// What the system gives only when it is touched is no more than the tensors in between have.
  @Test func noMoreMemoryThanTheShapes() throws {
    let column = Tensor<Float>.placeholder("column", shape: [40_000, 1])
    let row = Tensor<Float>.placeholder("row", shape: [1, 40_000])
    let product = column * row
    let bytes = 40_000 * 40_000 * MemoryLayout<Float>.size
    for (output, tensors) in [(product.sum(), 1), (product.softmax().sum(), 2)] {
      let definition = try FunctionDefinition(
        name: "wide", inputs: [column, row], outputs: [output], updates: [], givens: [],
        at: SourceLocation(file: #fileID, line: #line))
      let generated = try GeneratedFunction(
        definition, options: CompileOptions(threads: 1, vectorBytes: 32))
      #expect(generated.arenaByteCount <= tensors * bytes + (1 << 24))
    }
  }
}

import CallABI
import Croton
import Frontend
import Testing
import Toolchain

/// Functions whose tensors have more elements than 32 bits count: they are too large to run here, but
/// their C compiles, and no index of it is an `int`.
@Suite struct WideIndexTests {
  private func check(
    inputs: [any TensorConvertible], _ outputs: [any TensorConvertible]
  ) throws {
    let definition = try FunctionDefinition(
      name: "f", inputs: inputs, outputs: outputs, updates: [], givens: [],
      at: Diagnostics.SourceLocation(file: #fileID, line: #line))
    let source = try GeneratedFunction(definition, options: .testing()).source
    let text = try #require(source.files.first).text
    #expect(!text.contains(/\(int \w+ = 0/))
    #expect(!text.contains(/const int \w+ =/))
    let compiler = try KernelCompiler(cacheDirectory: CompileOptions.testing().cacheDirectory)
    let bundle = try SourceBundle(
      name: "f", files: source.files.map { SourceBundle.File(name: $0.name, text: $0.text) })
    let flags = try compiler.flags(usesBLAS: text.contains("cblas_"))
    _ = try compiler.library(
      for: bundle, flags: flags.adding(CompilerFlag("-Werror", reason: "no overflow")),
      abiVersion: UInt32(CROTON_ABI_VERSION))
  }

  private let columns = 3_000_000_000

  @Test func rowsOfThreeBillionColumns() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, columns])
    try check(inputs: [x], [x.softmax()])
    try check(inputs: [x], [x.logSoftmax()])
    try check(inputs: [x], [x.sum(axes: [0])])
    try check(inputs: [x], [x.sum(axes: [1]), x.max(axes: [1]), x.argmax(axis: 1)])
    try check(inputs: [x], [x.tanh()])
  }

  @Test func poolingOfThreeBillionColumns() throws {
    let x = Tensor<Float>.placeholder("x", shape: [1, 1, 2, columns])
    let pooled = x.maxPool2d((2, 2))
    try check(inputs: [x], [pooled])
    try check(inputs: [x], [try gradient(of: pooled.sum(), withRespectTo: [x])[0]])
  }

  @Test func convolutionsOfBillionsOfWeights() throws {
    let x = Tensor<Float>.placeholder("x", shape: [16, 238_609_295, 3, 3])
    let w = Tensor<Float>.placeholder("w", shape: [1, 238_609_295, 3, 3])
    let y = conv2d(x, filters: w)
    try check(inputs: [x, w], [y])
    try check(inputs: [x, w], try gradient(of: y.sum(), withRespectTo: [x, w]))
  }

  @Test func productsOfLongRows() throws {
    let x = Tensor<Float>.placeholder("x", shape: [3, columns])
    let w = Tensor<Float>.placeholder("w", shape: [columns, 2])
    try check(inputs: [x, w], [dot(x, w)])
  }
}

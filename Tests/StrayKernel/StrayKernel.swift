import Croton
import GraphIR

/// Calls a function whose kernel goes beyond one of its buffers, with bounds checked: for tests, as
/// that ends the process.
///
///     stray-kernel read|write|write-before CACHE
@main enum StrayKernel {
  static func main() throws {
    let x = Tensor<Float>.placeholder("x", shape: [100])
    let what = CommandLine.arguments[1]
    // The pages of a buffer are more than it needs, and hold it at their end.
    let stray = Stray(writes: what != "read", distance: what == "write-before" ? -20_099 : 29)
    var options = CompileOptions(threads: 1, cacheDirectory: CommandLine.arguments[2])
    options.checksBounds = true
    let y: Tensor<Float> = stray.applied(to: x * 2)
    let function = try compile(name: "stray", inputs: [x], outputs: [y + 1], options: options)
    try function(NDArray<Float>(shape: [100], scalars: Array(repeating: 1, count: 100)))
    print("no fault")
  }
}

/// A copy whose last element comes from, or goes to, some elements farther on.
private struct Stray: CustomOperation {
  let writes: Bool
  let distance: Int

  var name: String { "stray" }
  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType { operands[0] }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] { operands[0] }

  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: SourceLocation
  ) throws(OperandError) -> Value? { nil }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let last = types[0].shape.elementCount - 1
    let (target, source) = writes ? ("i + far", "i") : ("i", "i + far")
    return [
      "#pragma omp for schedule(static)",
      "for (int64_t i = 0; i <= \(last); ++i) {",
      "  const int64_t far = i == \(last) ? \(distance) : 0;",
      "  \(result)[\(target)] = \(operands[0])[\(source)];",
      "}",
    ]
  }
}

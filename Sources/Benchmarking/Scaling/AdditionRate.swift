import Compiler
import Diagnostics
import Frontend
import GraphIR
import Storage

/// The rate at which a thread adds one array to another, as it does with what other processes send.
enum AdditionRate {
  // About as many as the gradients of a small network have.
  private static let count = 1 << 18

  /// Milliseconds for each byte of the array that is added.
  static func millisecondsPerByte(steps: Int) throws -> Double {
    let sums = Shared("sums", try NDArray<Float>(repeating: 0, shape: [count]))
    let received = Shared("received", try NDArray<Float>(repeating: 1, shape: [count]))
    let definition = try FunctionDefinition(
      name: "addition", inputs: [], outputs: [], updates: [Update(sums, to: sums + received)],
      givens: [], at: SourceLocation(file: #fileID, line: #line))
    let (_, times) = try FunctionMeasurement(
      definition: definition, options: CompileOptions(threads: 1), calls: steps
    ) { _ in [] }.kernelSamples()
    return times.reduce(0) { $0 + $1.median }
      / Double(count * ElementType.float.byteCount)
  }
}

import Diagnostics
import GraphIR

/// An element that a kernel computed otherwise than the interpreter.
struct KernelMismatch: Error, Sendable {
  /// The name of the C function.
  let kernel: String
  /// The line of the user's program that it comes from.
  let location: SourceLocation
  /// The type of the result.
  let type: TensorType
  /// The element, counted in row-major order.
  let position: Int
  let found: Double
  let expected: Double
}

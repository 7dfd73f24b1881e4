import Diagnostics
import GraphIR

/// An element that a kernel computed otherwise than the interpreter.
struct KernelMismatch: Error, Sendable {
  /// The name of the C function.
  let kernel: String
  /// The lines of the user's program that the kernel computes, that of the result first.
  let locations: [SourceLocation]
  /// The type of the result.
  let type: TensorType
  /// The element, counted in row-major order.
  let position: Int
  let found: Double
  let expected: Double
}

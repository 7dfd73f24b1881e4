import GraphIR

/// Memory that a kernel needs only while it runs.
package struct Workspace: Sendable {
  package let role: Argument.Role
  package let elementType: ElementType
  package let byteCount: Int

  package init(_ role: Argument.Role, _ elementType: ElementType, byteCount: Int) {
    self.role = role
    self.elementType = elementType
    self.byteCount = byteCount
  }
}

/// What the stages ask of a kernel, whatever it computes.
package protocol KernelTraits: Sendable {
  /// Which of the kinds the kernel is.
  static var kind: Kernel.Kind { get }

  /// What the kernel costs, which decides whether threads share it.
  var work: Work { get }

  /// Whether one thread does all the work while the others wait.
  var isSerial: Bool { get }

  /// Whether the same thread can go on with the next kernel, if that is serial too, before the
  /// others have heard of it.
  var takesTurns: Bool { get }

  /// Whether the function can find that the call fails.
  var canFail: Bool { get }

  /// Whether the function gets the call: to note that it fails, or whom to exchange messages with.
  var takesCall: Bool { get }

  /// Whether the function calls the BLAS.
  var callsBLAS: Bool { get }

  /// Whether the function multiplies numbers that it has rounded to bfloat16.
  var usesBFloat16: Bool { get }

  /// Whether the results are rounded in another way than those of the operation's definition.
  var isApproximate: Bool { get }

  /// What is computed, and in which of the ways that differ in the last bits: for each node that
  /// the kernel computes, in order; none where there is but one way.
  var algorithms: [String] { get }

  /// Whether the function's parameters are called by their roles. Otherwise they are called like
  /// the buffers, and a buffer that is read twice is one parameter.
  var namesParametersByRole: Bool { get }

  /// Memory that all threads share while they run the kernel, in the order of its arguments.
  var workspaces: [Workspace] { get }

  /// The bytes of workspace that each thread needs for itself while it runs the kernel.
  var threadWorkspaceBytes: Int { get }
}

extension KernelTraits {
  package var isSerial: Bool { false }
  package var takesTurns: Bool { false }
  package var canFail: Bool { false }
  package var takesCall: Bool { canFail }
  package var callsBLAS: Bool { false }
  package var usesBFloat16: Bool { false }
  package var isApproximate: Bool { false }
  package var algorithms: [String] { [] }
  package var namesParametersByRole: Bool { false }
  package var workspaces: [Workspace] { [] }
  package var threadWorkspaceBytes: Int { 0 }
}

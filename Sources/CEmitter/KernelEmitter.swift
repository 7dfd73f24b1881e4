import GraphIR
import Schedule

/// Writes the C function of one kernel.
protocol KernelEmitter {
  var context: KernelContext { get }
  /// What the kernel computes, in formulas a C programmer can check the function against.
  var formula: String { get }
  /// Whether loops that run once stay loops.
  var keepsLoops: Bool { get }
  /// Whether all of the function stays as it is, since a user has written it.
  var keepsText: Bool { get }
  /// The text of the function. What it calls besides the header's functions is among the helpers.
  func function(_ helpers: inout HelperFunctions) throws -> String
}

extension KernelEmitter {
  /// The function and its comment.
  ///
  /// - Parameter others: the kernels that call it besides its own.
  func text(_ helpers: inout HelperFunctions, others: [Kernel]) throws -> KernelText {
    let function = try function(&helpers)
    let location = context.kernel.location.approximateDescription
    let shared = others.map { "Also \($0.name), \($0.location.approximateDescription)" }
    let comment = (formula.split(separator: "\n").map(String.init) + [location] + shared)
      .map(commentText).joined(separator: "\n   ")
    let text = keepsText || keepsLoops ? function : SingleIterations.apply(to: function)
    let body = context.kernel.body
    return KernelText(
      name: functionName, helpers: helpers.takeCalled(),
      comment: LineBreaks.apply(to: "/* \(comment) */"),
      function: keepsText ? text : LineBreaks.apply(to: UnusedParameters.apply(to: text)),
      isInVectors: body.isInVectors,
      staysWithCaller: body.staysWithCaller)
  }

  var keepsLoops: Bool { false }
  var keepsText: Bool { false }
  var index: String { context.index.rawValue }
  var functionName: String { context.kernel.name }
  /// What the function begins with. One kernel after the other uses the same bytes for elements of
  /// different types, which only compilers that see both at once get wrong.
  var signature: String { "static CROTON_NOINLINE void \(functionName)" }
  var parameters: [CParameter] { context.parameters }
  var resultName: String { context.name(of: .output) }
  func name(of role: Argument.Role) -> String { context.name(of: role) }
  func buffer(_ role: Argument.Role) -> Buffer { context.buffer(role) }
}

extension Kernel {
  /// The emitter of the kernel's function.
  func emitter(
    _ buffers: [Buffer], for target: Target, index: IndexType, dialect: CDialect,
    turn: SerialTurn = .alone
  ) -> any KernelEmitter {
    body.accept(
      EmitterFactory(
        context: KernelContext(
          kernel: self, buffers: buffers, target: target, index: index, dialect: dialect,
          turn: turn)))
  }
}

/// Which emitter writes a kernel: each is named beside itself, in an extension.
struct EmitterFactory: KernelVisitor {
  let context: KernelContext
}

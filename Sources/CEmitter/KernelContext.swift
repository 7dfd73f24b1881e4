import GraphIR
import Schedule

/// A kernel and the buffers that it is called with: the names and the parameters of its function.
struct KernelContext {
  let kernel: Kernel
  let buffers: [Buffer]
  /// The machine that the function is for.
  let target: Target
  /// The type of the function's counters.
  let index: IndexType
  /// The C that the function is written in.
  let dialect: CDialect
  /// Where the kernel stands among its neighbours, if it is serial.
  let turn: SerialTurn

  /// The arguments that the function has parameters for.
  ///
  /// What is computed in place is read where it is written. Parameters that are called like buffers
  /// show each buffer once.
  static func parameters(of kernel: Kernel, _ buffers: [Buffer]) -> [Argument] {
    var parameters: [Argument] = []
    for argument in kernel.arguments {
      if argument.access == .read {
        let isRepeated = parameters.contains { $0.buffer == argument.buffer }
        if isRepeated, !kernel.body.traits.namesParametersByRole { continue }
        if result(of: kernel, replacing: argument, buffers) != nil { continue }
      }
      parameters.append(argument)
    }
    return parameters
  }

  /// The result that a kernel writes where it reads an argument, if there is one.
  static func result(
    of kernel: Kernel, replacing operand: Argument, _ buffers: [Buffer]
  ) -> Int? {
    guard operand.access == .read else { return nil }
    return kernel.writes.first { result in
      switch buffers[result].place {
      case .shared: buffers[result].place == buffers[operand.buffer].place
      case .inPlace(let other): other == operand.buffer
      case .input, .output, .arena, .constant, .alias, .rows, .part: false
      }
    }
  }

  /// The function's parameters, with the extents as they lie in memory.
  var parameters: [CParameter] { parameters { _ in nil } }

  /// The function's parameters, some of them arrays with the extents that the function reads them
  /// by.
  func parameters(_ extents: (Argument.Role) -> [Int]?) -> [CParameter] {
    let call = CParameter(declaration: "croton_call *call", comment: nil)
    return (kernel.body.traits.takesCall ? [call] : [])
      + Self.parameters(of: kernel, buffers).map { parameter($0, extents($0.role)) }
  }

  /// The parameter that shows an argument's buffer.
  func parameter(_ argument: Argument, _ extents: [Int]? = nil) -> CParameter {
    let buffer = buffers[argument.buffer]
    let type = (argument.access == .read ? "const " : "") + buffer.type.elementType.cName
    return CParameter(
      declaration: CParameter.array(type, buffer.name, extents ?? []), comment: buffer.extentsText)
  }

  /// The parameter through which the function reads or writes the argument with a role.
  func name(of role: Argument.Role) -> String {
    let argument = argument(role)
    let same = Self.result(of: kernel, replacing: argument, buffers)
    return buffers[same ?? argument.buffer].name
  }

  /// The line before the work of a serial kernel.
  var serialPragma: String {
    switch turn {
    case .alone: "#pragma omp single"
    case .followed, .last: "#pragma omp master"
    }
  }

  /// The buffer of the argument with a role.
  func buffer(_ role: Argument.Role) -> Buffer { buffers[argument(role).buffer] }

  private func argument(_ role: Argument.Role) -> Argument {
    guard let argument = kernel.argument(role) else {
      preconditionFailure("'\(kernel.name)' has no \(role)")
    }
    return argument
  }
}

extension Buffer {
  /// The extents as they lie in memory, as `[32][20][12][12][16]`; `[1]` is a single number.
  var extentsText: String {
    let extents = layout.extents(of: type.shape)
    let text = (extents.isEmpty ? [1] : extents).map { "[\($0)]" }.joined()
    return layout == .rowMajor ? text : "\(text), \(layout)"
  }
}

import GraphIR
import KernelTemplates
import Schedule

/// The C function of one kernel.
struct KernelText {
  let kernel: Kernel
  let buffers: [Buffer]

  /// The function, under a comment that says what it computes and where it comes from.
  func render() throws -> String {
    let summary = commentText(kernel.summary)
    let location = commentText(kernel.location.approximateDescription)
    return try helper() + "/* \(summary)\n   \(location) */\n" + function()
  }

  /// What the function calls besides the header's functions.
  private func helper() throws -> String {
    switch kernel.body {
    case .convolution(let body): try result(of: body.block, body.geometry)
    case .convolutionInputGradient(let body): try outputGradient(body.gradient, body.geometry)
    case .convolutionFilterGradient(let body): try outputGradient(body.gradient, body.geometry)
    case .winogradConvolution(let body): try winogradHelpers(body)
    case .winogradInputGradient(let body): try winogradHelpers(body)
    case .winogradFilterGradient(let body): try winogradHelpers(body)
    case .rowTiledConvolution(let body): try rowHelpers(body)
    case .rowTiledFilterGradient(let body): try rowHelpers(body)
    case .matrixProduct(let product): ProductText(product, of: self)?.tiles() ?? ""
    case .loop, .custom, .reduction, .fullReduction, .channelSum, .argmax, .layoutConversion,
      .softmax, .index, .label, .pooling, .patches:
      ""
    }
  }

  private func function() throws -> String {
    switch kernel.body {
    case .loop(let nest): loop(nest)
    case .custom(let custom): self.custom(custom)
    case .reduction(let reduction): self.reduction(reduction)
    case .fullReduction(let sum): fullReduction(sum)
    case .channelSum(let sum): channelSum(sum)
    case .argmax(let argmax): self.argmax(argmax)
    case .layoutConversion(let conversion): layoutConversion(conversion)
    case .matrixProduct(let product):
      ProductText(product, of: self)?.render() ?? matrixProduct(product)
    case .softmax(let softmax): try self.softmax(softmax)
    case .index(let indices):
      switch indices.role {
      case .take: take(indices)
      case .scatterAdd: scatterAdd(indices)
      }
    case .label(let labels):
      switch labels.role {
      case .gather: gather(labels)
      case .scatter: scatter(labels)
      }
    case .pooling(let pooling): PoolingText(pooling, of: self).render()
    case .patches(let patches):
      switch patches.direction {
      case .unfold: unfold(patches.unfolding)
      case .fold: fold(patches.unfolding)
      }
    case .convolution(let convolution): try self.convolution(convolution)
    case .convolutionInputGradient(let gradient): try inputGradient(gradient)
    case .convolutionFilterGradient(let gradient): try filterGradient(gradient)
    case .winogradConvolution(let convolution): try winogradConvolution(convolution)
    case .winogradInputGradient(let gradient): try winogradInputGradient(gradient)
    case .winogradFilterGradient(let gradient): try winogradFilterGradient(gradient)
    case .rowTiledConvolution(let convolution): try rowTiledConvolution(convolution)
    case .rowTiledFilterGradient(let gradient): try rowTiledFilterGradient(gradient)
    }
  }

  /// What an operation that is defined in one place has as its C.
  private func custom(_ custom: CustomKernel) -> String {
    var text = CText()
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      let statements = custom.operation.cStatements(
        result: resultName,
        operands: custom.operandTypes.indices.map { name(of: .operand($0)) },
        types: custom.operandTypes)
      for statement in statements { body.add(statement) }
    }
    return text.text
  }

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
        if result(of: kernel, replacing: argument.buffer, buffers) != nil { continue }
      }
      parameters.append(argument)
    }
    return parameters
  }

  /// The result that a kernel writes where it reads a buffer, if there is one.
  private static func result(
    of kernel: Kernel, replacing operand: Int, _ buffers: [Buffer]
  ) -> Int? {
    kernel.writes.first { result in
      switch buffers[result].place {
      case .shared: buffers[result].place == buffers[operand].place
      case .inPlace(let other): other == operand
      case .input, .output, .arena, .constant, .alias, .rows: false
      }
    }
  }

  /// The function's parameters, with the extents as they lie in memory.
  var parameters: [CParameter] {
    let call = CParameter(declaration: "croton_call *call", comment: nil)
    return (kernel.body.traits.canFail ? [call] : [])
      + Self.parameters(of: kernel, buffers).map(parameter)
  }

  /// The parameter that shows an argument's buffer.
  func parameter(_ argument: Argument) -> CParameter {
    let buffer = buffers[argument.buffer]
    let type = buffer.type.elementType.cName
    return CParameter(
      declaration: "\(argument.access == .read ? "const " : "")\(type) *restrict \(buffer.name)",
      comment: buffer.extentsText)
  }

  /// The parameter through which the function reads or writes the argument with a role.
  func name(of role: Argument.Role) -> String {
    let argument = argument(role)
    guard argument.access == .read else { return buffers[argument.buffer].name }
    let same = Self.result(of: kernel, replacing: argument.buffer, buffers)
    return buffers[same ?? argument.buffer].name
  }

  /// The buffer of the argument with a role.
  func buffer(_ role: Argument.Role) -> Buffer { buffers[argument(role).buffer] }

  private func argument(_ role: Argument.Role) -> Argument {
    guard let argument = kernel.argument(role) else {
      preconditionFailure("'\(kernel.name)' has no \(role)")
    }
    return argument
  }

  var resultName: String { name(of: .output) }
}

extension Buffer {
  /// The extents as they lie in memory, as `[32][20][12][12][16]`; `[1]` is a single number.
  var extentsText: String {
    let extents = layout.extents(of: type.shape)
    let text = (extents.isEmpty ? [1] : extents).map { "[\($0)]" }.joined()
    return layout == .rowMajor ? text : "\(text), \(layout)"
  }
}

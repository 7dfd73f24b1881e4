import GraphIR
import KernelTemplates
import Lowering

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
    case .rowTiledConvolution(let body): try rowHelpers(body)
    case .rowTiledFilterGradient(let body): try rowHelpers(body)
    case .convolutionFilterGradient(let body): try outputGradient(body.gradient, body.geometry)
    case .matrixProduct(let product): ProductText(product, of: self)?.tiles() ?? ""
    default: try winogradHelpers(kernel.body)
    }
  }

  private func function() throws -> String {
    switch kernel.body {
    case .loop(let nest): loop(nest)
    case .custom(let custom): self.custom(custom)
    case .reduction(let reduction): self.reduction(reduction)
    case .wholeSum(let sum): wholeSum(sum)
    case .channelSum(let sum): channelSum(sum)
    case .argmax(let argmax): self.argmax(argmax)
    case .layoutConversion(let conversion): layoutConversion(conversion)
    case .matrixProduct(let product):
      ProductText(product, of: self)?.render() ?? matrixProduct(product)
    case .softmax(let rows): try softmax(rows, [:])
    case .softmaxGradient(let rows): try softmax(rows, ["gradient": true])
    case .logSoftmax(let rows): try softmax(rows, ["logarithm": true])
    case .take(let indices): take(indices)
    case .scatterAdd(let indices): scatterAdd(indices)
    case .gather(let labels): gather(labels)
    case .scatter(let labels): scatter(labels)
    case .pooling(let pooling): PoolingText(pooling, of: self).render()
    case .unfold(let unfolding): unfold(unfolding)
    case .fold(let unfolding): fold(unfolding)
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
        result: resultName, operands: kernel.operands.indices.map(name(ofOperand:)),
        types: custom.operandTypes)
      for statement in statements { body.add(statement) }
    }
    return text.text
  }

  /// The buffers that the function takes: what works in place reads what it writes, and where
  /// parameters are called after buffers, what is read twice is one parameter.
  static func parameters(of kernel: Kernel, _ buffers: [Buffer]) -> [(buffer: Int, isWritten: Bool)]
  {
    var read: [Int] = []
    for operand in kernel.operands {
      if read.contains(operand), !kernel.body.namesParametersByRole { continue }
      guard result(of: kernel, replacing: operand, buffers) == nil else { continue }
      read.append(operand)
    }
    return read.map { ($0, false) } + kernel.results.map { ($0, true) }
  }

  /// The result that a kernel writes where it reads an operand, if there is one.
  private static func result(of kernel: Kernel, replacing operand: Int, _ buffers: [Buffer]) -> Int? {
    kernel.results.first { result in
      switch buffers[result].place {
      case .shared: buffers[result].place == buffers[operand].place
      case .inPlace(let other): other == operand
      default: false
      }
    }
  }

  /// The function's parameters, with the extents as they lie in memory.
  var parameters: [CParameter] {
    let call = CParameter(declaration: "croton_call *call", comment: nil)
    let all = Self.parameters(of: kernel, buffers)
    return (kernel.canFail ? [call] : []) + all.map { parameter($0.buffer, isWritten: $0.isWritten) }
  }

  /// The parameter that shows a buffer.
  func parameter(_ number: Int, isWritten: Bool) -> CParameter {
    let buffer = buffers[number]
    let type = buffer.type.elementType.cName
    return CParameter(
      declaration: "\(isWritten ? "" : "const ")\(type) *restrict \(buffer.name)",
      comment: buffer.extentsText)
  }

  /// The parameter through which an operand is read.
  func name(ofOperand operand: Int) -> String {
    let buffer = kernel.operands[operand]
    let same = Self.result(of: kernel, replacing: buffer, buffers)
    return buffers[same ?? buffer].name
  }

  var resultName: String { buffers[kernel.results[0]].name }
}

extension Kernel.Body {
  /// Whether the function's parameters are called after what they are to it, not after buffers.
  fileprivate var namesParametersByRole: Bool {
    switch self {
    case .softmax, .softmaxGradient, .logSoftmax, .pooling, .convolution, .convolutionInputGradient,
      .convolutionFilterGradient, .winogradConvolution, .winogradInputGradient,
      .winogradFilterGradient, .rowTiledConvolution, .rowTiledFilterGradient:
      true
    default:
      false
    }
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

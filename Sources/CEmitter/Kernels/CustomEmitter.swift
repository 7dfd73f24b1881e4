import GraphIR
import Schedule

/// What an operation that is defined in one place has as its C.
struct CustomEmitter: KernelEmitter {
  let context: KernelContext
  let custom: CustomKernel

  var formula: String {
    let operands = custom.operandTypes.indices.map { name(of: .operand($0)) }
    return "\(resultName) = \(custom.operation.name)(\(operands.joined(separator: ", ")))"
  }

  /// What a user wrote stays as it is: a break could end a comment or a string of theirs.
  var keepsText: Bool { true }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    text.function(signature, parameters: parameters) { body in
      let statements = custom.operation.cStatements(
        result: resultName,
        operands: custom.operandTypes.indices.map { name(of: .operand($0)) },
        types: custom.operandTypes)
      for statement in statements { body.add(statement) }
    }
    return text.text
  }
}

extension EmitterFactory {
  func visit(_ kernel: CustomKernel) -> any KernelEmitter {
    CustomEmitter(context: context, custom: kernel)
  }
}

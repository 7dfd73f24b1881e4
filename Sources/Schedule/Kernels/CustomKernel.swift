import GraphIR

/// What an operation that is defined in one place does.
package struct CustomKernel: Sendable {
  package let operation: any CustomOperation
  package let operandTypes: [TensorType]

  package init(
    operation: any CustomOperation, operandTypes: [TensorType]
  ) {
    self.operation = operation
    self.operandTypes = operandTypes
  }
}

extension CustomKernel: KernelTraits {
  package static var kind: Kernel.Kind { .custom }
  package var work: Work { .elements }
}

extension CustomKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    operation = try text.field("operation") { text throws(TextError) in
      let mark = text.mark()
      let name = try text.word("an operation")
      guard let custom = text.customOperations.first(where: { $0.operation.name == name }) else {
        throw text.error(
          "there is no operation '\(name)'; expected one of those that are given", at: mark)
      }
      return custom.operation
    }
    operandTypes = try text.field("operandTypes")
    try text.expect(")")
  }
}

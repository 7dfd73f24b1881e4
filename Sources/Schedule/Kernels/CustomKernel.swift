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
  package var work: Work { .elements }
}

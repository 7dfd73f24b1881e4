import GraphIR

/// The softmax of each row of a matrix, its logarithm, or its gradient.
package struct SoftmaxKernel: Sendable {
  package enum Role: Sendable, CaseIterable { case softmax, logarithm, gradient }

  package let role: Role
  package let elementType: ElementType
  package let rows: Int
  package let columns: Int

  package init(
    role: Role, elementType: ElementType, rows: Int, columns: Int
  ) {
    self.role = role
    self.elementType = elementType
    self.rows = rows
    self.columns = columns
  }
}

extension SoftmaxKernel: KernelTraits {
  package var work: Work { .elements }
  package var namesParametersByRole: Bool { true }
}

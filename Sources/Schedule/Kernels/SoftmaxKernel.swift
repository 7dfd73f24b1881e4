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
  package static var kind: Kernel.Kind { .softmax }
  package var work: Work { .elements }
  package var namesParametersByRole: Bool { true }
}

extension SoftmaxKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    rows = try text.field("rows")
    columns = try text.field("columns")
    try text.expect(")")
  }
}

extension SoftmaxKernel.Role: FieldCase {}

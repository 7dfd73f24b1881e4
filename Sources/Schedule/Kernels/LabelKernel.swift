import GraphIR

/// Picks or places one element of each row.
package struct LabelKernel: Sendable {
  package enum Role: Sendable, CaseIterable { case gather, scatter }

  package let role: Role
  package let elementType: ElementType
  package let labelType: ElementType
  package let rows: Int
  package let classes: Int
  /// The number of the failure that a label outside the classes is.
  package let failure: Int

  package init(
    role: Role, elementType: ElementType, labelType: ElementType, rows: Int, classes: Int,
    failure: Int
  ) {
    self.role = role
    self.elementType = elementType
    self.labelType = labelType
    self.rows = rows
    self.classes = classes
    self.failure = failure
  }
}

extension LabelKernel: KernelTraits {
  package static var kind: Kernel.Kind { .label }
  package var work: Work { .elements }
  package var canFail: Bool { true }
}

extension LabelKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    labelType = try text.field("labelType")
    rows = try text.field("rows")
    classes = try text.field("classes")
    failure = try text.field("failure")
    try text.expect(")")
  }
}

extension LabelKernel.Role: FieldCase {}

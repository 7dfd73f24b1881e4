import GraphIR

/// Copies rows of a table by number, or adds to them; of several tables, each with its own numbers.
package struct IndexKernel: Sendable {
  package enum Role: Sendable, CaseIterable { case take, scatterAdd }

  package let role: Role
  package let elementType: ElementType
  package let indexType: ElementType
  /// The number of tables, each with its own row numbers.
  package let batches: Int
  /// The number of rows of a table.
  package let rows: Int
  /// The number of elements of a row.
  package let rowSize: Int
  /// The number of row numbers of a table.
  package let indices: Int
  /// The number of the failure that a number outside the table is.
  package let failure: Int

  package init(
    role: Role, elementType: ElementType, indexType: ElementType, batches: Int, rows: Int,
    rowSize: Int, indices: Int, failure: Int
  ) {
    self.role = role
    self.elementType = elementType
    self.indexType = indexType
    self.batches = batches
    self.rows = rows
    self.rowSize = rowSize
    self.indices = indices
    self.failure = failure
  }
}

extension IndexKernel: KernelTraits {
  package static var kind: Kernel.Kind { .index }
  package var work: Work {
    switch role {
    case .take: .writtenElements
    case .scatterAdd: .elements
    }
  }

  package var canFail: Bool { true }
}

extension IndexKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    indexType = try text.field("indexType")
    batches = try text.field("batches")
    rows = try text.field("rows")
    rowSize = try text.field("rowSize")
    indices = try text.field("indices")
    failure = try text.field("failure")
    try text.expect(")")
  }
}

extension IndexKernel.Role: FieldCase {}

import GraphIR

/// The sum of what all processes have, in the order of the tree of their sums over images.
package struct AllReduceKernel: Sendable {
  package let elementType: ElementType
  package let count: Int

  package init(elementType: ElementType, count: Int) {
    self.elementType = elementType
    self.count = count
  }
}

extension AllReduceKernel: KernelTraits {
  package static var kind: Kernel.Kind { .allReduce }
  package var work: Work { .elements }
  package var isSerial: Bool { true }
  package var takesCall: Bool { true }
  package var workspaces: [Workspace] {
    // What other processes have sent.
    [Workspace(.partialSums, elementType, byteCount: count * elementType.byteCount)]
  }
}

extension AllReduceKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    count = try text.field("count")
    try text.expect(")")
  }
}

import GraphIR

/// The sum of what all processes have, in the order of the tree of their sums over images.
package struct AllReduceKernel: Sendable {
  /// What of the exchange of messages the kernel does.
  package enum Part: Sendable, CaseIterable {
    /// All of it: other work waits meanwhile.
    case whole
    /// Sends the first messages. The sums take the place of the values while other kernels run.
    case start
    /// Waits until the sums are there.
    case finish
  }

  package let part: Part
  /// The number of the exchange, by which its end knows its beginning.
  package let exchange: Int
  package let elementType: ElementType
  package let count: Int

  package init(_ part: Part = .whole, exchange: Int = 0, elementType: ElementType, count: Int) {
    self.part = part
    self.exchange = exchange
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
    part = try text.field("part")
    exchange = try text.field("exchange")
    elementType = try text.field("elementType")
    count = try text.field("count")
    try text.expect(")")
  }
}

extension AllReduceKernel.Part: FieldCase {}

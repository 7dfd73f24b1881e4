import GraphIR

/// The sum of all elements that a program computes of tensors of one shape: the elements themselves
/// never go to memory.
///
/// Threads share the chunks of the sum, and their sums are added as a binary tree. So the result does
/// not depend on the number of threads.
package struct FullReduction: Sendable {
  /// Chunks of fewer elements are not worth a kernel of their own.
  package static let leastChunk = 2048

  package let elementType: ElementType
  /// The order of the sum, counted along axis 0.
  package let sums: SumTree
  /// The elements of each index of axis 0.
  package let rowElements: Int
  /// What is computed of an element before it is added; `element` operands have one stride.
  package let terms: LoopNest

  package init(elementType: ElementType, sums: SumTree, rowElements: Int, terms: LoopNest) {
    self.elementType = elementType
    self.sums = sums
    self.rowElements = rowElements
    self.terms = terms
  }
}

extension FullReduction: KernelTraits {
  package static var kind: Kernel.Kind { .fullReduction }
  package var algorithm: String? { "sum of \(sums.terms)x\(rowElements): \(sums.chunkText)" }
  package var work: Work { .elements }
  package var workspaces: [Workspace] {
    [Workspace(.partialSums, elementType, byteCount: sums.chunks * elementType.byteCount)]
  }
}

extension FullReduction: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    sums = try text.field("sums")
    rowElements = try text.field("rowElements")
    terms = try text.field("terms")
    try text.expect(")")
  }
}

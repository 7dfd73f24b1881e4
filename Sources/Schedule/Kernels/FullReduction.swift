import GraphIR

/// The sum of all elements that a program computes of tensors of one shape: the elements themselves
/// never go to memory.
///
/// Threads share parts of the chunks, of a fixed size. The sums of the parts of a chunk are added in
/// order, and those of the chunks as a binary tree. So the result does not depend on the number of
/// threads.
package struct FullReduction: Sendable {
  /// The number of elements of a part.
  package static let part = 4096

  package let elementType: ElementType
  /// The order of the sum, counted along axis 0.
  package let sums: SumTree
  /// The elements of each index of axis 0.
  package let rowElements: Int
  /// What is computed of an element before it is added; `element` operands have one stride.
  package let terms: LoopNest

  /// The parts of each chunk, the last of which may be shorter or empty.
  package var parts: Int {
    max(1, (sums.largestBlockTerms * rowElements + Self.part - 1) / Self.part)
  }

  package init(elementType: ElementType, sums: SumTree, rowElements: Int, terms: LoopNest) {
    self.elementType = elementType
    self.sums = sums
    self.rowElements = rowElements
    self.terms = terms
  }
}

extension FullReduction: KernelTraits {
  package static var kind: Kernel.Kind { .fullReduction }
  package var algorithms: [String] { ["sum of \(sums.terms)x\(rowElements): \(sums.chunkText)"] }
  package var work: Work { .elements }
  package var workspaces: [Workspace] {
    [
      Workspace(
        .partialSums, .double, byteCount: sums.chunks * parts * ElementType.double.byteCount)
    ]
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

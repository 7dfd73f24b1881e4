import GraphIR

/// The sum of all elements that a program computes of tensors of one shape: the elements themselves
/// never go to memory.
///
/// The sum is taken in parts of a fixed size, which threads share, and the parts are added up in
/// order. So the result does not depend on the number of threads.
package struct FullReduction: Sendable {
  /// The number of elements of a part.
  package static let part = 4096

  package let elementType: ElementType
  package let count: Int
  /// What is computed of an element before it is added; `element` operands have one stride.
  package let terms: LoopNest

  package var parts: Int { (count + Self.part - 1) / Self.part }

  package init(
    elementType: ElementType, count: Int, terms: LoopNest
  ) {
    self.elementType = elementType
    self.count = count
    self.terms = terms
  }
}

extension FullReduction: KernelTraits {
  package static var kind: Kernel.Kind { .fullReduction }
  package var algorithm: String? { "sum of \(count): \(Self.part) terms at a time" }
  package var work: Work { .elements }
  package var workspaces: [Workspace] {
    [Workspace(.partialSums, .double, byteCount: parts * ElementType.double.byteCount)]
  }
}

extension FullReduction: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    count = try text.field("count")
    terms = try text.field("terms")
    try text.expect(")")
  }
}

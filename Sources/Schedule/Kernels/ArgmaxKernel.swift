import GraphIR

/// The position of the first largest element along one axis.
package struct ArgmaxKernel: Sendable {
  package let elementType: ElementType
  /// The elements before, along and after the axis.
  package let outer: Int
  package let extent: Int
  package let inner: Int

  package init(
    elementType: ElementType, outer: Int, extent: Int, inner: Int
  ) {
    self.elementType = elementType
    self.outer = outer
    self.extent = extent
    self.inner = inner
  }
}

extension ArgmaxKernel: KernelTraits {
  package static var kind: Kernel.Kind { .argmax }
  package var work: Work { .elements }
}

extension ArgmaxKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    outer = try text.field("outer")
    extent = try text.field("extent")
    inner = try text.field("inner")
    try text.expect(")")
  }
}

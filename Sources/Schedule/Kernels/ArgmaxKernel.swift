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
  package var work: Work { .elements }
}

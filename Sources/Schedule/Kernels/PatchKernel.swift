import GraphIR

/// Moves the patches of images to where they are convolved, or the results back.
package struct PatchKernel: Sendable {
  package enum Direction: Sendable, CaseIterable {
    /// From images to patches.
    case unfold
    /// From the results of patches to those of images.
    case fold
  }

  package let direction: Direction
  package let unfolding: Unfolding

  package init(_ direction: Direction, _ unfolding: Unfolding) {
    self.direction = direction
    self.unfolding = unfolding
  }
}

extension PatchKernel: KernelTraits {
  package static var kind: Kernel.Kind { .patches }
  package var work: Work { .elements }
}

extension PatchKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    direction = try text.field("direction")
    unfolding = try text.field("unfolding")
    try text.expect(")")
  }
}

extension PatchKernel.Direction: FieldCase {}

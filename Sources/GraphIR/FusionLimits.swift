/// How much one kernel may take in: passes that fuse are told by who knows the machine.
package struct FusionLimits: Sendable, Hashable {
  /// The most tensors that one element-wise program reads. Known numbers are not counted.
  package var operands: Int
  /// The most steps of one element-wise program.
  package var steps: Int
  /// The most positions of a window that is pooled where it is convolved.
  package var windowPositions: Int

  package init(operands: Int, steps: Int, windowPositions: Int) {
    self.operands = operands
    self.steps = steps
    self.windowPositions = windowPositions
  }

  /// Limits that all processors so far have in common.
  package static let standard = FusionLimits(operands: 8, steps: 32, windowPositions: 64)
}

import GraphIR

/// Element-wise work on several tensors in one kernel: loops that do not wait for each other, each
/// of which computes one result or more at every index.
///
/// Loops that are little work together are run by one thread, one after the other, and may read
/// what loops before them have written. Otherwise threads share out each loop and go on to the
/// next, so that no loop touches what another one writes. Within a loop a statement may read what
/// one before it has written, at the very element.
package struct JoinedLoops: Sendable {
  /// One result of a loop.
  package struct Statement: Sendable {
    /// What the result is to the kernel.
    package let result: Argument.Role
    /// The extents of the loop, what is read, and where the result goes.
    package let nest: LoopNest

    package init(result: Argument.Role, nest: LoopNest) {
      self.result = result
      self.nest = nest
    }
  }

  /// The statements of each loop, in order; those of one loop have the same extents.
  package let loops: [[Statement]]

  package init(_ loops: [[Statement]]) {
    self.loops = loops
  }

  /// All statements, in order.
  package var statements: [Statement] { loops.flatMap { $0 } }
}

extension JoinedLoops: KernelTraits {
  package static var kind: Kernel.Kind { .joinedLoops }
  package var work: Work { .elements }
  package var isSerial: Bool { LoopNest.areSerial(loops.compactMap(\.first?.nest)) }
}

extension JoinedLoops: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    loops = try text.field("loops")
    try text.expect(")")
  }
}

extension JoinedLoops.Statement: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    result = try text.field("result")
    nest = try text.field("nest")
    try text.expect(")")
  }
}

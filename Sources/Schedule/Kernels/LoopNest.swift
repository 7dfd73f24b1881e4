import GraphIR

/// Element-wise work: nested loops around one scalar program.
///
/// Every operand is read at `offset + sum(index[axis] * strides[axis])`, so that broadcasting,
/// transposition, slices and both layouts are the same loop with other strides.
package struct LoopNest: Sendable {
  /// What the program reads as one of its operands.
  package enum Operand: Sendable, Hashable {
    /// An element of an argument.
    case element(Argument.Role, strides: [Int], offset: Int = 0)
    /// The position that strides name, itself.
    case index(strides: [Int])
    case literal(Literal.Scalar)
  }

  /// The number of iterations of each loop, outermost first.
  package internal(set) var extents: [Int]
  package internal(set) var operands: [Operand]
  package internal(set) var resultStrides: [Int]
  package let resultOffset: Int
  package let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  package let elementTypes: [ElementType]

  package init(
    extents: [Int], operands: [Operand], resultStrides: [Int], resultOffset: Int = 0,
    program: ScalarProgram, operandTypes: [ElementType]
  ) {
    self.extents = extents
    self.operands = operands
    self.resultStrides = resultStrides
    self.resultOffset = resultOffset
    self.program = program
    elementTypes = program.elementTypes(operands: operandTypes)
    merge()
  }

  /// Makes one loop of two neighbours wherever all operands walk through both in one stride, and
  /// drops loops of one iteration.
  private mutating func merge() {
    for axis in extents.indices.reversed() where extents[axis] == 1 {
      edit { $0.remove(at: axis) }
      extents.remove(at: axis)
    }
    for axis in stride(from: extents.count - 1, to: 0, by: -1) {
      let inner = extents[axis]
      let mergeable = allStrides.allSatisfy { $0[axis - 1] == $0[axis] * inner }
      guard mergeable else { continue }
      edit {
        $0[axis - 1] = $0[axis]
        $0.remove(at: axis)
      }
      extents[axis - 1] *= inner
      extents.remove(at: axis)
    }
  }

  private var allStrides: [[Int]] {
    operands.compactMap { operand in
      switch operand {
      case .element(_, let strides, _), .index(let strides): strides
      case .literal: nil
      }
    } + [resultStrides]
  }

  private mutating func edit(_ change: (inout [Int]) -> Void) {
    change(&resultStrides)
    operands = operands.map { operand in
      switch operand {
      case .element(let role, var strides, let offset):
        change(&strides)
        return .element(role, strides: strides, offset: offset)
      case .index(var strides):
        change(&strides)
        return .index(strides: strides)
      case .literal:
        return operand
      }
    }
  }
}

extension LoopNest: KernelTraits {
  package static var kind: Kernel.Kind { .loop }
  package var work: Work { .elements }
  package var isSerial: Bool { Self.areSerial([self]) }
  package var takesTurns: Bool { isSerial }
}

extension LoopNest: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    extents = try text.field("extents")
    operands = try text.field("operands")
    resultStrides = try text.field("resultStrides")
    resultOffset = try text.field("resultOffset")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}

extension LoopNest.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    if text.take("element") {
      try text.expect("(")
      let role: Argument.Role = try text.part()
      let strides: [Int] = try text.field("strides")
      self = .element(role, strides: strides, offset: try text.field("offset"))
    } else if text.take("index") {
      try text.expect("(")
      self = .index(strides: try text.field("strides"))
    } else {
      guard text.take("literal") else {
        throw text.error(expected: "'element', 'index' or 'literal'")
      }
      try text.expect("(")
      self = .literal(try text.part())
    }
    try text.expect(")")
  }
}

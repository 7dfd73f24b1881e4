/// The elements of a buffer that a loop reads or writes, one at each index.
package struct LoopAccess: Sendable {
  package let buffer: Int
  package let isWritten: Bool
  let strides: [Int]
  let offset: Int
}

/// How a loop depends on one before it.
package enum LoopDependence: Sendable {
  /// Neither writes what the other touches.
  case none
  /// What one writes the other touches at the same index only, by the same name: one loop can
  /// compute both.
  case element
  /// The second loop has to wait for the first.
  case whole
  /// It has to wait, and would need a second parameter for what is written: parameters promise to
  /// be the only ones for their memory.
  case names
}

extension LoopNest {
  /// What the loops touch, given the buffers of roles.
  ///
  /// - Parameter result: the buffer that is written.
  package func accesses(result: Int, buffer: (Argument.Role) -> Int?) -> [LoopAccess] {
    let reads = operands.compactMap { operand -> LoopAccess? in
      guard case .element(let role, let strides, let offset) = operand, let buffer = buffer(role)
      else { return nil }
      return LoopAccess(buffer: buffer, isWritten: false, strides: strides, offset: offset)
    }
    return reads + [
      LoopAccess(buffer: result, isWritten: true, strides: resultStrides, offset: resultOffset)
    ]
  }

  /// The same loops, of arguments with other roles.
  package func renaming(_ roles: [Argument.Role: Argument.Role]) -> LoopNest {
    var nest = self
    nest.operands = operands.map { operand in
      guard case .element(let role, let strides, let offset) = operand else { return operand }
      return .element(roles[role] ?? role, strides: strides, offset: offset)
    }
    return nest
  }

  /// Whether several loops are so little work together that one thread does it.
  package static func areSerial(_ nests: [LoopNest]) -> Bool {
    var total = 0
    for nest in nests {
      total += nest.extents.reduce(1, *)
      // Of many large loops the sum would overflow.
      if total >= SerialLimit.elements { return false }
    }
    return true
  }
}

extension [Buffer] {
  /// How a loop depends on one before it.
  package func dependence(
    of second: (nest: LoopNest, accesses: [LoopAccess]),
    on first: (nest: LoopNest, accesses: [LoopAccess])
  ) -> LoopDependence {
    var dependence = LoopDependence.none
    for one in first.accesses {
      for other in second.accesses where one.isWritten || other.isWritten {
        guard overlap(one.buffer, other.buffer) else { continue }
        // Of a buffer that is written there is one parameter, which shows a shared value that is
        // read before as well.
        guard one.buffer == other.buffer, !other.isWritten || isReplaced(one) else { return .names }
        let isSameElement =
          first.nest.extents == second.nest.extents && one.strides == other.strides
          && one.offset == other.offset
        if !isSameElement {
          dependence = .whole
        } else if case .none = dependence {
          dependence = .element
        }
      }
    }
    return dependence
  }

  /// Whether an access is to the old value of a shared value.
  private func isReplaced(_ access: LoopAccess) -> Bool {
    guard !access.isWritten, case .shared = self[access.buffer].place else { return false }
    return true
  }

  /// Whether two buffers may have bytes in common: parts of one bucket have none.
  package func overlap(_ one: Int, _ other: Int) -> Bool {
    if let first = part(of: one), let second = part(of: other) { return first == second }
    let (first, second) = (storage(of: one), storage(of: other))
    if first == second { return true }
    switch self[first].place {
    // What the caller brings along may have several buffers.
    case .input, .shared, .output: return self[first].place == self[second].place
    case .arena, .constant, .alias, .inPlace, .rows, .part: return false
    }
  }

  /// The part of a bucket in which a buffer lies.
  private func part(of buffer: Int) -> Int? {
    var buffer = buffer
    while true {
      switch self[buffer].place {
      case .alias(let other), .inPlace(let other), .rows(let other, _): buffer = other
      case .part: return buffer
      case .input, .shared, .output, .arena, .constant: return nil
      }
    }
  }
}

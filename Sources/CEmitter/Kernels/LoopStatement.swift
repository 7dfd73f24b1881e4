import GraphIR
import Schedule

/// What a kernel of loops does at each index: a statement for each step of a scalar program.
struct LoopStatement {
  let context: KernelContext
  let nest: LoopNest
  var result = Argument.Role.output
  /// Whether arrays have an index for each axis that the loops walk through, rather than one
  /// position.
  var hasAxes = true

  var formula: String {
    let isElementwise = nest.operands.allSatisfy { operand in
      switch operand {
      case .literal: true
      case .element(_, let strides, let offset):
        (strides, offset) == (nest.resultStrides, nest.resultOffset)
          || strides.allSatisfy { $0 == 0 }
      case .index: false
      }
    }
    let operands = nest.operands.map { operand in
      switch operand {
      case .literal(let literal): literal.formula
      case .element(let role, let strides, let offset):
        isElementwise ? context.name(of: role) : element(role, strides, offset)
      case .index(let strides): "(\(KernelContext.position(counters, strides, 0)))"
      }
    }
    let result =
      isElementwise
      ? context.name(of: result) : element(result, nest.resultStrides, nest.resultOffset)
    return "\(result) = \(Formula.text(nest.program, of: operands))"
  }

  /// Adds the statements.
  ///
  /// - Parameter first: how many intermediate results have names in the block already.
  func add(to text: inout CWriter, after first: Int = 0) {
    let operands = zip(nest.operands, nest.elementTypes).map { operand, type in
      if case .element(let role, let strides, let offset) = operand {
        element(role, strides, offset)
      } else {
        context.expression(operand, at: counters, type)
      }
    }
    let result = element(result, nest.resultStrides, nest.resultOffset)
    text.add(nest.program, of: operands, nest.elementTypes, to: result, after: first)
  }

  // MARK: Loops

  /// Says how threads share the loops.
  func pragma(waits: Bool) -> String {
    let outer = max(1, nest.extents.count - 1)
    let work =
      nest.isSerial ? "single" : "for\(outer > 1 ? " collapse(\(outer))" : "") schedule(static)"
    return "#pragma omp \(work)\(waits ? "" : " nowait")"
  }

  /// Adds the loops around a body; a block where there are none.
  func loops(_ text: inout CWriter, _ body: (inout CWriter) -> Void) {
    if nest.extents.isEmpty { text.block("", body) } else { loops(from: 0, &text, body) }
  }

  private func loops(
    from depth: Int, _ text: inout CWriter, _ body: (inout CWriter) -> Void
  ) {
    guard depth < nest.extents.count else { return body(&text) }
    let (counter, extent) = (counters[depth], nest.extents[depth])
    text.block("for (int64_t \(counter) = 0; \(counter) < \(extent); ++\(counter))") {
      loops(from: depth + 1, &$0, body)
    }
  }

  /// One counter an axis: i, j and k where they suffice.
  private var counters: [String] {
    nest.extents.count <= 3
      ? Array(["i", "j", "k"].prefix(nest.extents.count))
      : nest.extents.indices.map { "i\($0)" }
  }

  // MARK: Arrays

  private func element(_ role: Argument.Role, _ strides: [Int], _ offset: Int) -> String {
    if extents(of: role) != nil {
      let indices = zip(counters, strides).filter { $0.1 != 0 }.map(\.0)
      return CExpression.element(context.name(of: role), indices)
    }
    return "\(context.name(of: role))[\(KernelContext.position(counters, strides, offset))]"
  }

  /// The extents of an argument that the loops walk through whole, in the order of its axes.
  func extents(of role: Argument.Role) -> [Int]? {
    guard hasAxes else { return nil }
    // What is written in place is read and written by the same indices, or by positions.
    let walks =
      ([(role: result, nest.resultStrides, nest.resultOffset)]
      + nest.operands.compactMap { operand in
        if case .element(let role, let strides, let offset) = operand {
          (role: role, strides, offset)
        } else {
          nil
        }
      }).filter { context.name(of: $0.role) == context.name(of: role) }
    guard let walk = walks.first, walk.2 == 0, walks.allSatisfy({ $0.1 == walk.1 && $0.2 == 0 })
    else { return nil }
    let extents = zip(nest.extents, walk.1).filter { $0.1 != 0 }.map(\.0)
    let strides = walk.1.filter { $0 != 0 }
    return extents.count > 1 && strides == Shape(extents).rowMajorStrides ? extents : nil
  }
}

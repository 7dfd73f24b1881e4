import GraphIR
import Schedule

/// Nested loops with literal bounds around one statement for each step of the program.
struct LoopEmitter: KernelEmitter {
  let context: KernelContext
  let nest: LoopNest

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
        isElementwise ? name(of: role) : element(role, strides, offset)
      case .index(let strides): "(\(KernelContext.position(counters, strides, 0)))"
      }
    }
    let result =
      isElementwise ? resultName : element(.output, nest.resultStrides, nest.resultOffset)
    return "\(result) = \(Formula.text(nest.program, of: operands))"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    let arrays = context.parameters { extents(of: $0) }
    var text = CWriter()
    text.function("static void \(functionName)", parameters: arrays) { body in
      if context.kernel.body.traits.isSerial {
        body.add(context.serialPragma)
      } else {
        let outer = max(1, nest.extents.count - 1)
        body.add("#pragma omp for\(outer > 1 ? " collapse(\(outer))" : "") schedule(static)")
      }
      loops(from: 0, &body)
      context.endSerial(&body)
    }
    return text.text
  }

  private func loops(from depth: Int, _ text: inout CWriter) {
    guard depth < nest.extents.count else {
      if nest.extents.isEmpty {
        text.block("") { statements(&$0) }
      } else {
        statements(&text)
      }
      return
    }
    let (counter, extent) = (counters[depth], nest.extents[depth])
    text.block("for (int64_t \(counter) = 0; \(counter) < \(extent); ++\(counter))") {
      loops(from: depth + 1, &$0)
    }
  }

  /// One counter an axis: i, j and k where they suffice.
  private var counters: [String] {
    nest.extents.count <= 3
      ? Array(["i", "j", "k"].prefix(nest.extents.count))
      : nest.extents.indices.map { "i\($0)" }
  }

  private func statements(_ text: inout CWriter) {
    let operands = zip(nest.operands, nest.elementTypes).map { operand, type in
      if case .element(let role, let strides, let offset) = operand {
        element(role, strides, offset)
      } else {
        context.expression(operand, at: counters, type)
      }
    }
    let result = element(.output, nest.resultStrides, nest.resultOffset)
    text.add(nest.program, of: operands, nest.elementTypes, to: result)
  }

  // MARK: Arrays

  private func element(_ role: Argument.Role, _ strides: [Int], _ offset: Int) -> String {
    if extents(of: role) != nil {
      let indices = zip(counters, strides).filter { $0.1 != 0 }.map(\.0)
      return CExpression.element(name(of: role), indices)
    }
    return "\(name(of: role))[\(KernelContext.position(counters, strides, offset))]"
  }

  /// The extents of an argument that the loops walk through whole, in the order of its axes.
  private func extents(of role: Argument.Role) -> [Int]? {
    // What is written in place is read and written by the same indices, or by positions.
    let walks =
      ([(role: Argument.Role.output, nest.resultStrides, nest.resultOffset)]
      + nest.operands.compactMap { operand in
        if case .element(let role, let strides, let offset) = operand {
          (role: role, strides, offset)
        } else {
          nil
        }
      }).filter { name(of: $0.role) == name(of: role) }
    guard let walk = walks.first, walk.2 == 0, walks.allSatisfy({ $0.1 == walk.1 && $0.2 == 0 })
    else { return nil }
    let extents = zip(nest.extents, walk.1).filter { $0.1 != 0 }.map(\.0)
    let strides = walk.1.filter { $0 != 0 }
    return extents.count > 1 && strides == Shape(extents).rowMajorStrides ? extents : nil
  }
}

extension KernelContext {
  /// What a program reads where loops have the given counters.
  func expression(_ operand: LoopNest.Operand, at counters: [String], _ type: ElementType) -> String
  {
    switch operand {
    case .literal(let literal):
      literal.cLiteral(as: type)
    case .element(let role, let strides, let offset):
      "\(name(of: role))[\(Self.position(counters, strides, offset))]"
    case .index(let strides):
      Self.position(counters, strides, 0)
    }
  }

  /// The position that loop counters and strides name.
  static func position(_ counters: [String], _ strides: [Int], _ offset: Int) -> String {
    CExpression.sum(["\(offset)", CExpression.position(counters, strides: strides)])
  }
}

extension CWriter {
  /// Adds a statement for each step of a program, the last of which assigns its result.
  ///
  /// - Parameters:
  ///   - operands: what the program reads, as C.
  ///   - types: the element type of each operand and each step.
  mutating func add(
    _ program: ScalarProgram, of operands: [String], _ types: [ElementType], to result: String
  ) {
    var names = operands
    for (number, step) in program.steps.enumerated() {
      let expression = step.function.cExpression(
        step.arguments.map { names[$0] }, types[step.arguments[0]])
      if number + 1 == program.steps.count {
        add("\(result) = \(expression);")
      } else {
        let name = "\(step.function.noun)\(number + 1)"
        add("const \(types[program.operandCount + number].cName) \(name) = \(expression);")
        names.append(name)
      }
    }
  }
}

extension EmitterFactory {
  func visit(_ kernel: LoopNest) -> any KernelEmitter {
    LoopEmitter(context: context, nest: kernel)
  }
}

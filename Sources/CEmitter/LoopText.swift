import GraphIR
import Schedule

extension KernelText {
  /// Nested loops with literal bounds around one statement for each step of the program.
  func loop(_ nest: LoopNest) -> String {
    var text = CText()
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      if kernel.body.traits.isSerial {
        body.add("#pragma omp single")
        loops(nest, from: 0, &body)
      } else {
        let outer = max(1, nest.extents.count - 1)
        body.add("#pragma omp for\(outer > 1 ? " collapse(\(outer))" : "") schedule(static)")
        loops(nest, from: 0, &body)
      }
    }
    return text.text
  }

  private func loops(_ nest: LoopNest, from depth: Int, _ text: inout CText) {
    guard depth < nest.extents.count else {
      if nest.extents.isEmpty {
        text.block("") { statements(nest, &$0) }
      } else {
        statements(nest, &text)
      }
      return
    }
    text.block("for (int64_t i\(depth) = 0; i\(depth) < \(nest.extents[depth]); ++i\(depth))") {
      loops(nest, from: depth + 1, &$0)
    }
  }

  private func statements(_ nest: LoopNest, _ text: inout CText) {
    let counters = nest.extents.indices.map { "i\($0)" }
    let operands = zip(nest.operands, nest.elementTypes).map { operand, type in
      expression(operand, at: counters, type)
    }
    let place = Self.position(counters, nest.resultStrides, nest.resultOffset)
    text.add(nest.program, of: operands, nest.elementTypes, to: "\(resultName)[\(place)]")
  }

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
  private static func position(_ counters: [String], _ strides: [Int], _ offset: Int) -> String {
    CExpression.sum(["\(offset)", CExpression.position(counters, strides: strides)])
  }
}

extension CText {
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
        let name = "t\(number)"
        add("const \(types[program.operandCount + number].cName) \(name) = \(expression);")
        names.append(name)
      }
    }
  }
}

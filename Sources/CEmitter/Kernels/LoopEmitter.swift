import GraphIR
import Schedule

/// Nested loops with literal bounds around one statement for each step of the program.
struct LoopEmitter: KernelEmitter {
  let context: KernelContext
  let nest: LoopNest

  private var statement: LoopStatement { LoopStatement(context: context, nest: nest) }

  var formula: String { statement.formula }

  func function(_ helpers: inout HelperFunctions) -> String {
    let arrays = context.parameters { statement.extents(of: $0) }
    var text = CWriter()
    text.function(signature, parameters: arrays) { body in
      body.add(nest.isSerial ? context.serialPragma : statement.pragma(waits: true))
      statement.loops(&body) { statement.add(to: &$0) }
    }
    return text.text
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
  ///   - first: how many intermediate results have names in the block already.
  mutating func add(
    _ program: ScalarProgram, of operands: [String], _ types: [ElementType], to result: String,
    after first: Int = 0
  ) {
    var names = operands
    for (number, step) in program.steps.enumerated() {
      let expression = step.function.cExpression(
        step.arguments.map { names[$0] }, types[step.arguments[0]])
      if number + 1 == program.steps.count {
        add("\(result) = \(expression);")
      } else {
        let name = "\(step.function.noun)\(first + number + 1)"
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

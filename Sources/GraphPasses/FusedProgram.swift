import GraphIR

/// The program of an element-wise node, which can take in the programs of its operands.
struct FusedProgram {
  let operands: [Value]
  let program: ScalarProgram

  /// The program of a node, if it has one.
  init?(_ node: Node) {
    guard case .elementwise(let program, _) = node.operation else { return nil }
    self.init(operands: node.operands, program: program)
  }

  private init(operands: [Value], program: ScalarProgram) {
    self.operands = operands
    self.program = program
  }

  /// Whether one kernel can compute the program. Known numbers are not counted, since they become
  /// part of it.
  func fits(_ limits: FusionLimits, _ nodes: [Node]) -> Bool {
    let read = operands.filter { nodes[$0.node].literal?.splat == nil }
    return read.count <= limits.operands && program.steps.count <= limits.steps
  }

  /// The program with the steps that compute an operand in its place. Operands are listed once.
  func inlining(_ producer: FusedProgram, for value: Value) -> FusedProgram {
    var merged: [Value] = []
    func number(_ operand: Value) -> Int {
      if let number = merged.firstIndex(of: operand) { return number }
      merged.append(operand)
      return merged.count - 1
    }
    var producerArguments: [Int] = []
    let arguments: [Int?] = operands.map { operand in
      guard operand == value else { return number(operand) }
      producerArguments = producer.operands.map(number)
      return nil
    }
    var steps: [ScalarProgram.Step] = []
    /// Adds the steps of a program, given where its operands are; returns where its result is.
    func append(_ program: ScalarProgram, _ arguments: [Int]) -> Int {
      // What spreads a tensor over a shape has nothing to do where one element is computed.
      if program == ScalarProgram(.identity) { return arguments[0] }
      let first = merged.count + steps.count
      for step in program.steps {
        let moved = step.arguments.map {
          $0 < program.operandCount ? arguments[$0] : first + $0 - program.operandCount
        }
        steps.append(ScalarProgram.Step(step.function, moved))
      }
      return merged.count + steps.count - 1
    }
    let inlined = append(producer.program, producerArguments)
    let result = append(program, arguments.map { $0 ?? inlined })
    if steps.isEmpty { steps = [ScalarProgram.Step(.identity, [result])] }
    return FusedProgram(
      operands: merged, program: ScalarProgram(operandCount: merged.count, steps: steps))
  }
}

extension TextScanner {
  /// The function of a name that has been read, with its parameters, or `nil` where there is none.
  mutating func function(named name: String) throws(TextError) -> ElementwiseFunction? {
    switch name {
    case "cast", "uniform":
      try expect("(")
      let type = try elementType()
      try expect(")")
      return name == "cast" ? .cast(type) : .uniform(type)
    case "clipGradient":
      try expect("(")
      let low = try real()
      try expect(",")
      let high = try real()
      try expect(")")
      return .clipGradient(low, high)
    default:
      return ElementwiseFunction.withoutParameters.first { $0.name == name }
    }
  }

  /// A program of so many operands, as `{ t2 = multiply a0 a1; tanh t2 }`.
  mutating func scalarProgram(operands: Int) throws(TextError) -> ScalarProgram {
    try expect("{")
    return try programSteps(operands: operands)
  }

  /// A program that says its operands, as `{ a0, a1 in t2 = multiply a0 a1; tanh t2 }`.
  package mutating func scalarProgram() throws(TextError) -> ScalarProgram {
    try expect("{")
    var operands = 0
    while !take("in") {
      try expect("a\(operands)")
      operands += 1
      _ = take(",")
    }
    return try programSteps(operands: operands)
  }

  private mutating func programSteps(operands: Int) throws(TextError) -> ScalarProgram {
    var steps: [ScalarProgram.Step] = []
    repeat {
      let start = mark()
      var name = try word("a function")
      if take("=") {
        guard name == "t\(operands + steps.count)" else {
          throw error("expected 't\(operands + steps.count)', got '\(name)'", at: start)
        }
        name = try word("a function")
      }
      guard let function = try function(named: name) else {
        throw error("there is no function '\(name)'", at: start)
      }
      var arguments: [Int] = []
      for _ in 0..<function.arity {
        arguments.append(try argument(operands: operands, steps: steps.count))
      }
      steps.append(ScalarProgram.Step(function, arguments))
    } while take(";")
    try expect("}")
    return ScalarProgram(operandCount: operands, steps: steps)
  }

  /// An operand as `a0`, or the result of a step as `t2`.
  private mutating func argument(operands: Int, steps: Int) throws(TextError) -> Int {
    let start = mark()
    let name = try word("an operand")
    guard let number = Int(name.dropFirst()),
      name.hasPrefix("a") && (0..<operands).contains(number)
        || name.hasPrefix("t") && (operands..<operands + steps).contains(number)
    else { throw error("there is no '\(name)' before", at: start) }
    return number
  }
}

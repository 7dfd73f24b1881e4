import Croton

extension FuzzProgram {
  /// Arithmetic and functions of single elements.
  static let elementwiseSteps: [Step] = [
    Step("sin") { $0.floats.append($0.float().sin()) },
    Step("cos") { $0.floats.append($0.float().cos()) },
    Step("tanh") { $0.floats.append($0.float().tanh()) },
    Step("sigmoid") { $0.floats.append($0.float().sigmoid()) },
    Step("exp") { $0.floats.append($0.float().exp()) },
    Step("log") { $0.floats.append($0.float().log()) },
    Step("expm1") { $0.floats.append($0.float().expm1()) },
    Step("log1p") { $0.floats.append($0.float().log1p()) },
    Step("sqrt") { $0.floats.append($0.float().sqrt()) },
    Step("erf") { $0.floats.append($0.float().erf()) },
    Step("softplus") { $0.floats.append($0.float().softplus()) },
    Step("relu") { $0.floats.append($0.float().relu()) },
    Step("rectified") { $0.floats.append($0.float().rectified()) },
    Step("abs") { $0.floats.append($0.float().abs()) },
    Step("sign") { $0.floats.append($0.float().sign()) },
    Step("squared") { $0.floats.append($0.float().squared()) },
    Step("+") { $0.floats.append($0.float() + $0.float()) },
    Step("+") { $0.floats.append($0.float() + $0.number()) },
    Step("+") { $0.floats.append($0.number() + $0.float()) },
    Step("+") { $0.integers.append($0.integer() + $0.integer()) },
    Step("+") { $0.integers.append($0.integer() + Int64($0.extent())) },
    Step("-") { $0.floats.append($0.float() - $0.float()) },
    Step("-") { $0.floats.append($0.float() - $0.number()) },
    Step("-") { $0.floats.append($0.number() - $0.float()) },
    Step("-") { $0.integers.append($0.integer() - $0.integer()) },
    Step("-") { $0.integers.append($0.integer() - Int64($0.extent())) },
    Step("*") { $0.floats.append($0.float() * $0.float()) },
    Step("*") { $0.floats.append($0.float() * $0.number()) },
    Step("*") { $0.floats.append($0.number() * $0.float()) },
    Step("*") { $0.integers.append($0.integer() * $0.integer()) },
    Step("*") { $0.integers.append($0.integer() * Int64($0.extent())) },
    Step("/") { $0.floats.append($0.float() / $0.float()) },
    Step("/") { $0.floats.append($0.float() / $0.number()) },
    Step("/") { $0.floats.append($0.number() / $0.float()) },
    Step("/") { $0.integers.append($0.integer() / $0.integer()) },
    Step("/") { $0.integers.append($0.integer() / Int64($0.extent())) },
    Step("-") { $0.floats.append(-$0.float()) },
    Step("-") { $0.integers.append(-$0.integer()) },
    Step("+", "*") {
      let (c, d) = ($0.condition(), $0.condition())
      $0.floats.append(c.cast(to: Float.self) * $0.float())
      $0.integers.append(c.cast(to: Int64.self) + d.cast(to: Int64.self))
    },
    Step("pow") {
      let (a, b) = ($0.float(), $0.float())
      $0.floats += [a.pow(b), a.pow($0.number())]
    },
    Step("clip") { $0.floats.append($0.float().clip($0.number(), $0.number())) },
    Step("minimum") { $0.floats.append(minimum($0.float(), $0.float())) },
    Step("minimum") { $0.floats.append(minimum($0.float(), $0.number())) },
    Step("maximum") { $0.floats.append(maximum($0.float(), $0.float())) },
    Step("maximum") { $0.integers.append(maximum($0.integer(), Int64($0.extent()))) },
    Step("minimum") { $0.integers.append(minimum($0.integer(), $0.integer())) },
    Step("where") {
      $0.floats.append($0.condition().where($0.float(), else: $0.float()))
      $0.floats.append($0.condition().where($0.float(), else: $0.number()))
    },
    Step("cast") {
      let a = $0.float()
      switch $0.int(0...4) {
      case 0: $0.integers.append(a.cast(to: Int64.self))
      case 1: $0.floats.append(a.cast(to: Double.self).exp().cast(to: Float.self))
      case 2: $0.floats.append(a.cast(to: UInt8.self).cast(to: Float.self))
      case 3: $0.integers.append($0.integer().cast(to: Int32.self).cast(to: Int64.self))
      default: $0.conditions.append($0.integer().cast(to: Bool.self))
      }
    },
    Step("applied") {
      $0.floats.append(
        FuzzedOperation(operandCount: $0.int(0...2)).applied(to: $0.float(), $0.float()))
    },
  ]

  /// Comparisons and logic.
  static let comparisonSteps: [Step] = [
    Step(".==") { $0.conditions.append($0.float() .== $0.float()) },
    Step(".==") { $0.conditions.append($0.float() .== $0.number()) },
    Step(".!=") { $0.conditions.append($0.float() .!= $0.float()) },
    Step(".!=") { $0.conditions.append($0.float() .!= $0.number()) },
    Step(".<") { $0.conditions.append($0.float() .< $0.float()) },
    Step(".<") { $0.conditions.append($0.float() .< $0.number()) },
    Step(".<=") { $0.conditions.append($0.float() .<= $0.float()) },
    Step(".<=") { $0.conditions.append($0.float() .<= $0.number()) },
    Step(".>") { $0.conditions.append($0.float() .> $0.float()) },
    Step(".>") { $0.conditions.append($0.float() .> $0.number()) },
    Step(".>=") { $0.conditions.append($0.float() .>= $0.float()) },
    Step(".>=") { $0.conditions.append($0.float() .>= $0.number()) },
    Step(".&") { $0.conditions.append($0.condition() .& $0.condition()) },
    Step(".|") { $0.conditions.append($0.condition() .| $0.condition()) },
    Step(".^") { $0.conditions.append($0.condition() .^ $0.condition()) },
    Step(".!") { $0.conditions.append(.!$0.condition()) },
  ]
}

/// An operation that doubles its last operand.
private struct FuzzedOperation: CustomOperation {
  let operandCount: Int
  var name: String { "fuzzed\(operandCount)" }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType {
    operands.last ?? TensorType(.float, .scalar)
  }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
    (operands.last ?? [1]).map { $0 * 2 }
  }

  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: Diagnostics.SourceLocation
  ) throws(OperandError) -> Value? {
    position == operands.count - 1
      ? try builder.add(.add, [gradient, gradient], at: location) : nil
  }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let count = types.last?.shape.elementCount ?? 1
    return [
      "#pragma omp for schedule(static)",
      "for (int64_t i = 0; i < \(count); ++i) {",
      "  \(result)[i] = 2 * \(operands.last ?? result)[i];",
      "}",
    ]
  }
}

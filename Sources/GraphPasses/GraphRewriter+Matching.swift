import GraphIR

/// What passes look for in the new graph.
extension GraphRewriter {
  /// Whether two values are the same operations on the same operands.
  ///
  /// - Parameter depth: how many operations deep to look. Gradients repeat what an expression
  ///   computes, but not more than a few operations of it.
  func isSame(_ a: Value, _ b: Value, depth: Int = 4) -> Bool {
    if a == b { return true }
    let (first, second) = (self[a], self[b])
    return depth > 0 && a.result == b.result && first.operation == second.operation
      && first.operands.count == second.operands.count
      && zip(first.operands, second.operands).allSatisfy { isSame($0, $1, depth: depth - 1) }
  }

  /// A value and all that it is made of as far as the parts of a value are known: parts first, in
  /// the order of a reader, each once.
  ///
  /// An explicit stack: a long chain of operations would overflow the call stack.
  static func partsFirst(_ value: Value, parts: (Value) -> [Value]) -> [Value] {
    var order: [Value] = []
    var done: Set<Value> = []
    var stack = [(value: value, isExpanded: false)]
    while let (value, isExpanded) = stack.popLast() {
      if isExpanded {
        order.append(value)
      } else if done.insert(value).inserted {
        stack.append((value, true))
        stack.append(contentsOf: parts(value).reversed().map { ($0, false) })
      }
    }
    return order
  }

  /// The operands of a value that is the given function of them.
  func operands(of value: Value, _ function: ElementwiseFunction) -> [Value]? {
    self[value].function == function ? self[value].operands : nil
  }

  /// Whether one of two numbers is the negative of the other.
  func areOpposite(_ a: Value, _ b: Value) -> Bool {
    operands(of: a, .negate).map { isSame($0[0], b) } ?? false
      || operands(of: b, .negate).map { isSame($0[0], a) } ?? false
  }

  /// Whether a value is the given real number everywhere.
  func isNumber(_ value: Value, _ number: Double) -> Bool {
    self[value].literal?.splat == .real(number)
  }

  /// The other operand of a sum or product, where one of the two is the given real number.
  func partner(of number: Double, in operands: [Value]) -> Value? {
    if isNumber(operands[0], number) { return operands[1] }
    return isNumber(operands[1], number) ? operands[0] : nil
  }

  /// The negative of a value: what it is the negative of, if it is one.
  mutating func negated(_ value: Value, for node: Node) throws -> Value {
    try operands(of: value, .negate)?[0] ?? add(.negate, [value], for: node)
  }

  /// The value spread over the shape, unless it has it already.
  mutating func spread(_ value: Value, over shape: Shape, for node: Node) throws -> Value {
    type(of: value).shape == shape
      ? value : try add(.elementwise(.identity, shape), [value], for: node)
  }
}

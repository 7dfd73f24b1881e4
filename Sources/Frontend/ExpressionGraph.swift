import Diagnostics
import GraphIR
import Storage

/// Expressions as the nodes of a graph, and the way back from each expression to its value.
struct ExpressionGraph {
  private(set) var builder = GraphBuilder()
  /// The placeholders, as the graph's inputs number them.
  private(set) var placeholders: [Expression] = []
  /// The shared values, as the graph numbers them.
  private(set) var shared: [(expression: Expression, storage: TensorStorage)] = []
  /// The expression of each node.
  private(set) var expressions: [Expression] = []
  private var values: [ObjectIdentifier: Value] = [:]
  private var numbers: [ObjectIdentifier: Int] = [:]
  private let substitution: Substitution

  /// - Parameters:
  ///   - inputs: placeholders that get the first numbers, in this order.
  ///   - order: well-formed expressions, operands first.
  init(
    inputs: [Expression] = [], order: [Expression],
    substitution: Substitution
  ) throws {
    self.substitution = substitution
    for expression in inputs + order { try add(expression) }
  }

  /// The value of an expression that was in the order.
  subscript(expression: Expression) -> Value? {
    values[ObjectIdentifier(substitution.given(for: expression) ?? expression)]
  }

  private mutating func add(_ expression: Expression) throws {
    let identity = ObjectIdentifier(expression)
    guard values[identity] == nil else { return }
    if let given = substitution.given(for: expression) {
      values[identity] = self[given]
      return
    }
    switch expression.content {
    case .placeholder(let type):
      try append(.input(placeholders.count, type), [], expression)
      placeholders.append(expression)
    case .shared(let variable):
      let number = number(of: expression, variable)
      try append(.shared(number, variable.storage.type), [], expression)
    case .operation(let operation, let operands, _):
      try append(operation, operands.compactMap { self[$0] }, expression)
    case .byMode(_, _, let type):
      // A node of its own, so that a gradient reads this expression, for which something may be given.
      let side = substitution.operands(of: expression).compactMap { self[$0] }
      try append(.elementwise(ScalarProgram(.identity), type.shape), side, expression)
    case .invalid:
      throw InternalError(stage: "frontend", detail: "an ill-formed expression reached the graph")
    }
  }

  /// The number of a shared value, a new one if the graph has none of it yet.
  mutating func number(of expression: Expression, _ variable: SharedVariable) -> Int {
    if let known = numbers[ObjectIdentifier(variable)] { return known }
    numbers[ObjectIdentifier(variable)] = shared.count
    shared.append((expression, variable.storage))
    return shared.count - 1
  }

  private mutating func append(
    _ operation: Operation, _ operands: [Value], _ expression: Expression
  ) throws {
    values[ObjectIdentifier(expression)] = try builder.add(
      operation, operands, name: expression.name, at: expression.location)
    expressions.append(expression)
  }

  /// The expressions of values, some of which a later stage added to the graph's nodes.
  func expressions(of values: [Value], in nodes: [Node]) -> [Expression] {
    var all = expressions
    for node in nodes.dropFirst(expressions.count) {
      all.append(
        Expression(
          .operation(node.operation, node.operands.map { all[$0.node] }, node.types[0]),
          name: node.name, isDerived: true, at: node.location))
    }
    return values.map { all[$0.node] }
  }
}

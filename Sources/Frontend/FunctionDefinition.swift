import Diagnostics
import GraphIR
import Storage

/// What replaces a shared value when a call ends.
///
///     Update(weights, to: weights - 0.1 * gradient)
public struct Update: Sendable {
  package let target: Expression
  package let value: Expression
  package let location: SourceLocation

  public init<Scalar>(
    _ shared: Shared<Scalar>, to value: some TensorConvertible<Scalar>, file: String = #fileID,
    line: Int = #line
  ) {
    target = shared.expression
    self.value = value.expression
    location = SourceLocation(file: file, line: line)
  }
}

/// What a placeholder stands for in one function, such as a minibatch of a shared data set.
///
///     Given(x, images[index * 500 ..< (index + 1) * 500])
public struct Given: Sendable {
  package let target: Expression
  package let value: Expression
  package let location: SourceLocation

  public init<Scalar>(
    _ placeholder: Tensor<Scalar>, _ value: some TensorConvertible<Scalar>,
    file: String = #fileID, line: Int = #line
  ) {
    target = placeholder.expression
    self.value = value.expression
    location = SourceLocation(file: file, line: line)
  }
}

/// A function as its author wrote it: its graph, and what the graph's numbers stand for.
package struct FunctionDefinition: Sendable {
  package let graph: Graph
  /// The shared values, as the graph numbers them.
  package let storages: [TensorStorage]
  /// The type and name of each input.
  package let inputs: [(type: TensorType, name: String)]
  /// The expression of each output.
  package let outputs: [Expression]

  /// - Throws: `ModelError` with all mistakes in the expressions and in the function.
  package init(
    name: String, inputs: [any TensorConvertible], outputs: [any TensorConvertible],
    updates: [Update], givens: [Given], at location: SourceLocation
  ) throws {
    let inputs = inputs.map(\.expression)
    let outputs = outputs.map(\.expression)
    var replacements: [ObjectIdentifier: Expression] = [:]
    for given in givens {
      guard case .placeholder = given.target.content else { continue }
      replacements[ObjectIdentifier(given.target)] = given.value
    }
    let order = ExpressionOrder(
      of: outputs + updates.map(\.value), replacements: replacements)
    let mentioned =
      outputs + updates.map(\.value) + inputs + givens.flatMap { [$0.target, $0.value] }
    var checks = FunctionChecks(
      order: order, replacements: replacements,
      mistakes: ExpressionOrder(of: mentioned).expressions.mistakes, at: location)
    checks.check(inputs: inputs)
    checks.check(givens: givens)
    checks.check(updates: updates)
    guard checks.diagnostics.isEmpty else { throw ModelError(checks.diagnostics) }

    let graph = try ExpressionGraph(
      inputs: inputs, order: order.expressions + updates.map(\.target), replacements: replacements)
    var roots: [Graph.Root] = []
    for (position, output) in outputs.enumerated() {
      guard let value = graph[output] else { continue }
      roots.append(Graph.Root(.output(position), value))
    }
    for update in updates {
      guard let value = graph[update.value], let target = graph[update.target],
        case .shared(let number, _) = graph.builder.nodes[target.node].operation
      else { continue }
      roots.append(Graph.Root(.update(shared: number), value))
    }
    self.graph = graph.builder.graph(name: name, roots: roots)
    try GraphVerifier(after: "frontend").verify(self.graph)
    storages = graph.shared.map(\.storage)
    self.inputs = inputs.compactMap { input in input.type.map { ($0, input.name ?? "input") } }
    self.outputs = outputs
  }
}

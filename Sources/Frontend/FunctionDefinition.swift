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

  /// The update of a shared value to a tensor of the same element type and shape.
  public init<Scalar>(
    _ shared: Shared<Scalar>, to value: some TensorConvertible<Scalar>, file: String = #fileID,
    line: Int = #line
  ) {
    self.init(
      shared.expression, to: value.expression, at: SourceLocation(file: file, line: line))
  }

  init(_ target: Expression, to value: Expression, at location: SourceLocation) {
    self.target = target
    self.value = value
    self.location = location
  }
}

/// What a tensor stands for in one function: a minibatch of a shared data set for a placeholder,
/// other weights for a shared value, or anything else for what an expression computes.
///
///     Given(x, images[index * 500 ..< (index + 1) * 500])
///
/// Everything in the function that would read the tensor reads the other value, the values of other
/// `givens` too.
public struct Given: Sendable {
  package let target: Expression
  package let value: Expression
  package let location: SourceLocation

  /// The replacement of a tensor by a value of the same element type and shape.
  public init<Scalar>(
    _ tensor: some TensorConvertible<Scalar>, _ value: some TensorConvertible<Scalar>,
    file: String = #fileID, line: Int = #line
  ) {
    target = tensor.expression
    self.value = value.expression
    location = SourceLocation(file: file, line: line)
  }
}

/// A function as its author wrote it: its graph, and what the graph's numbers stand for.
package struct FunctionDefinition: Sendable {
  package internal(set) var graph: Graph
  /// The nodes of the graph that differentiation has made.
  private let derivedNodes: Set<Int>
  /// The names and the memory of the shared values, as the graph numbers them.
  package internal(set) var shared: [(name: String, storage: TensorStorage)]
  package internal(set) var inputs: [Parameter]
  /// The expression of each output.
  package let outputs: [Expression]

  /// - Throws: `ModelError` with all mistakes in the expressions and in the function.
  package init(
    name: String, inputs: [any TensorConvertible], outputs: [any TensorConvertible],
    updates: [Update], givens: [Given], mode: Mode = .training,
    defaultUpdates: DefaultUpdates = .applied, unusedInputs: UnusedInputs = .refused,
    at location: SourceLocation
  ) throws {
    let inputs = inputs.map { ListedInput($0) }
    let placeholders = inputs.map(\.expression)
    let outputs = outputs.map(\.expression)
    let substitution = Substitution(givens: givens, mode: mode)
    let updates = try Update.adding(
      defaultUpdates, to: updates, outputs: outputs, substitution: substitution)
    let order = ExpressionOrder(
      of: outputs + updates.map(\.value), substitution: substitution)
    let mentioned =
      outputs + updates.map(\.value) + placeholders + givens.flatMap { [$0.target, $0.value] }
    var checks = FunctionChecks(
      function: name, order: order, substitution: substitution,
      mistakes: ExpressionOrder(of: mentioned).expressions.mistakes, at: location)
    checks.check(inputs: inputs, unused: unusedInputs)
    checks.check(givens: givens)
    checks.check(updates: updates)
    guard checks.diagnostics.isEmpty else { throw ModelError(checks.diagnostics) }

    var graph = try ExpressionGraph(
      inputs: placeholders, order: order.expressions, substitution: substitution)
    var roots: [Graph.Root] = []
    for (position, output) in outputs.enumerated() {
      guard let value = graph[output] else { continue }
      roots.append(Graph.Root(.output(position), value))
    }
    for update in updates {
      guard let value = graph[update.value], case .shared(let variable) = update.target.content
      else { continue }
      let number = graph.number(of: update.target, variable)
      roots.append(Graph.Root(.update(shared: number), value))
    }
    self.graph = graph.builder.graph(name: name, roots: roots)
    derivedNodes = Set(graph.expressions.indices.filter { graph.expressions[$0].isDerived })
    try GraphVerifier(after: "frontend").verify(self.graph)
    shared = graph.shared.map { ($0.expression.name ?? "shared", $0.storage) }
    self.inputs = inputs.compactMap { input in
      input.expression.type.map {
        Parameter(
          name: input.expression.name ?? "input", type: $0,
          defaultValue: input.defaultValue?.elements)
      }
    }
    self.outputs = outputs
  }

  /// The names and the memory of the shared values that a call replaces.
  package var updated: [(name: String, storage: TensorStorage)] {
    graph.roots.compactMap { root in
      guard case .update(let number) = root.role else { return nil }
      return shared[number]
    }
  }

  /// What the function computes without derivatives.
  package var graphWithoutDerivatives: Graph { graph.part(without: derivedNodes) }

  /// The memory of the shared values, as the graph numbers them.
  package var storages: [TensorStorage] { shared.map(\.storage) }
}

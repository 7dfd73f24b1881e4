import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks

/// Finds what is wrong with a model as a whole, before it is trained.
struct ModelChecks {
  private(set) var diagnostics: [Diagnostic] = []

  var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
  var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }

  /// Looks at the parameters, and at what is saved with them: each once, under a name of its own,
  /// and no parameter forgotten.
  mutating func checkParameters(of expressions: ModelExpressions) {
    var named: [String: Expression] = [:]
    for parameter in expressions.saved.map(\.tensor.expression) {
      let name = parameter.name ?? "parameter"
      guard let other = named.updateValue(parameter, forKey: name) else { continue }
      if other === parameter {
        report(.listedTwice(name), at: expressions.location, (parameter, "it is made here"))
      } else {
        report(.sameName(name), at: parameter.location, (other, "the other one is made here"))
      }
    }
    // Statistics are in the cost too, and are not trained.
    let identities = Set(expressions.saved.map { ObjectIdentifier($0.tensor.expression) })
    for shared in expressions.cost.expression.differentiableSharedValues
    where !identities.contains(ObjectIdentifier(shared)) {
      report(.unlisted(shared.name ?? "a shared value"), at: shared.location)
    }
  }

  /// Looks for random numbers in a function that evaluates.
  mutating func checkEvaluation(_ function: FunctionDefinition) {
    let isRandom: (Node) -> Bool = { node in
      guard case .elementwise(let program, _) = node.operation else { return false }
      return program.steps.contains { if case .uniform = $0.function { true } else { false } }
    }
    guard let node = function.graph.nodes.first(where: isRandom) else { return }
    report(.randomInEvaluation(function: function.graph.name), at: node.location)
  }

  private mutating func report(
    _ problem: ModelProblem, at location: SourceLocation, _ notes: (Expression, String)...
  ) {
    diagnostics.append(
      problem.diagnostic(
        at: location,
        notes: notes.map { Diagnostic.Note(location: $0.0.location, message: $0.1) }))
  }
}

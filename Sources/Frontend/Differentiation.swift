import Autodiff
import Diagnostics
import GraphIR

/// Has derivatives added to the graph of some expressions, and tells the mistakes in the user's terms.
struct Differentiation {
  let costs: [Expression]
  let parameters: [Expression]
  /// Gradients that are known, with the lines that say so.
  var known: [(tensor: Expression, gradient: Expression, location: SourceLocation)] = []
  /// What else the derivatives are computed from.
  var vectors: [Expression] = []
  let location: SourceLocation

  init(costs: [Expression], parameters: [Expression], at location: SourceLocation) {
    self.costs = costs
    self.parameters = parameters
    self.location = location
  }

  /// The expressions of the values that the body adds.
  ///
  /// Where something depends on the mode, so do they.
  ///
  /// - Parameter disconnected: what a parameter gets that the cost does not depend on. One that it
  ///   depends on in training alone has zeros in evaluation.
  func values(
    disconnected: DisconnectedParameters,
    _ body: (ExpressionGraph, DisconnectedParameters, inout GraphBuilder) throws -> [Value]
  ) throws -> [Expression] {
    let order = ExpressionOrder(of: roots).expressions
    guard order.mistakes.isEmpty else { throw ModelError(order.mistakes) }
    let training = try values(in: .training) { try body($0, disconnected, &$1) }
    guard order.contains(where: \.dependsOnMode) else { return training }
    let evaluation = try values(in: .evaluation) { try body($0, .zero, &$1) }
    return zip(training, evaluation).map {
      Expression(training: $0, evaluation: $1, at: location)
    }
  }

  private var roots: [Expression] {
    costs + parameters + known.flatMap { [$0.tensor, $0.gradient] } + vectors
  }

  private func values(
    in mode: Mode, _ body: (ExpressionGraph, inout GraphBuilder) throws -> [Value]
  ) throws -> [Expression] {
    let substitution = Substitution(mode: mode)
    let graph = try ExpressionGraph(
      order: ExpressionOrder(of: roots, substitution: substitution).expressions,
      substitution: substitution)
    var builder = graph.builder
    do {
      let values = try body(graph, &builder)
      return graph.expressions(of: values, in: builder.nodes)
    } catch let mistake as GradientError {
      throw ModelError([diagnostic(for: mistake)])
    }
  }

  private func diagnostic(for mistake: GradientError) -> Diagnostic {
    var location = location
    var notes: [Diagnostic.Note] = []
    func note(_ expression: Expression, _ what: String) {
      let name = expression.name.map { "'\($0)'" } ?? "it"
      notes.append(
        Diagnostic.Note(
          location: expression.location, message: "\(what), \(name), is made here"))
    }
    switch mistake {
    case .disconnected(let number), .notFloatingPoint(let number, _),
      .directionType(let number, _, _):
      note(parameters[number], "parameter \(number)")
    case .costNotScalar(_, let number), .costNotFloatingPoint(_, let number):
      if costs.count > 1 { note(costs[number], "cost \(number)") }
    case .knownGradientType(let number, _, _), .knownTwice(let number):
      location = known[number].location
      note(known[number].tensor, "the tensor")
    case .noGradient, .vectorType, .directionCount:
      break
    }
    return Diagnostic(location: location, message: "\(mistake)", notes: notes)
  }
}

import Autodiff
import Diagnostics
import GraphIR

/// The symbolic gradient of a cost (`T.grad`).
///
///     let gradients = try gradient(of: cost, withRespectTo: [weights, bias])
///
/// - Parameters:
///   - cost: a single number.
///   - parameters: what to differentiate by; shared values, placeholders or any other expression
///     that the cost is computed from.
/// - Returns: for each parameter the derivative of the cost by each of its elements, in its shape.
/// - Throws: `ModelError` with all mistakes in the expressions, or when the cost is not a single
///   number or does not depend on a parameter.
public func gradient<Scalar: FloatingPointTensorScalar>(
  of cost: Tensor<Scalar>, withRespectTo parameters: [any TensorConvertible<Scalar>],
  file: String = #fileID, line: Int = #line
) throws -> [Tensor<Scalar>] {
  let location = SourceLocation(file: file, line: line)
  let wanted = parameters.map(\.expression)
  let order = ExpressionOrder(of: [cost.expression] + wanted).expressions
  guard order.mistakes.isEmpty else { throw ModelError(order.mistakes) }
  let graph = try ExpressionGraph(order: order)
  guard let costValue = graph[cost.expression] else { return [] }
  var builder = graph.builder
  do {
    let values = try Autodiff.gradients(
      of: costValue, withRespectTo: wanted.compactMap { graph[$0] }, adding: &builder)
    return graph.expressions(of: values, in: builder.nodes).map(Tensor.init)
  } catch let mistake as GradientMistake {
    throw ModelError([diagnostic(for: mistake, wanted, at: location)])
  }
}

private func diagnostic(
  for mistake: GradientMistake, _ parameters: [Expression], at location: SourceLocation
) -> Diagnostic {
  var notes: [Diagnostic.Note] = []
  switch mistake {
  case .disconnected(let number), .notFloatingPoint(let number, _):
    let parameter = parameters[number]
    let name = parameter.name.map { "'\($0)'" } ?? "it"
    notes.append(
      Diagnostic.Note(
        location: parameter.location, message: "parameter \(number), \(name), is made here"))
  case .costNotScalar, .costNotFloatingPoint, .noGradient:
    break
  }
  return Diagnostic(location: location, message: "\(mistake)", notes: notes)
}

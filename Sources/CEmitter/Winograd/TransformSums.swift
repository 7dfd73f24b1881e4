import GraphIR

/// The C of sums of products with literals, of vectors or of numbers.
///
/// A product that is added to a sum is fused with the sum; a number that is multiplied by one comes
/// first.
struct TransformSums {
  /// A term of a sum: a variable and the literal that it is multiplied by.
  typealias Term = (coefficient: Double, name: String)

  let element: ElementType
  let isOfVectors: Bool

  /// The type of the sums and of their terms.
  var type: String { isOfVectors ? element.cVector : element.cName }

  /// Adds the statements that give a new variable the value of a sum.
  func declare(_ name: String, as terms: [Term], _ text: inout CWriter) {
    let values = values(of: terms, in: name)
    text.add("\(values.count == 1 ? "const " : "")\(type) \(name) = \(values[0]);")
    for value in values.dropFirst() { text.add("\(name) = \(value);") }
  }

  /// Adds the statements that give a variable the value of a sum.
  func assign(_ terms: [Term], to name: String, _ text: inout CWriter) {
    for value in values(of: terms, in: name) { text.add("\(name) = \(value);") }
  }

  /// The values that the variable of a sum has one after the other: a statement each.
  private func values(of terms: [Term], in name: String) -> [String] {
    let ordered = terms.filter { $0.coefficient == 1 } + terms.filter { $0.coefficient != 1 }
    guard let first = ordered.first else { return [isOfVectors ? "(\(type)){0}" : "0"] }
    guard ordered.count > 1 else { return [product(first)] }
    // The first product has a statement of its own.
    var values = first.coefficient == 1 ? [] : [product(first)]
    for term in ordered.dropFirst() {
      values.append(add(term, to: values.isEmpty ? first.name : name))
    }
    return values
  }

  private func product(_ term: Term) -> String {
    if term.coefficient == 1 { return term.name }
    return isOfVectors
      ? "\(function("multiply"))(\(factor(term.coefficient)), \(term.name))"
      : "\(factor(term.coefficient)) * \(term.name)"
  }

  private func add(_ term: Term, to sum: String) -> String {
    switch term.coefficient {
    case 1: isOfVectors ? "\(function("add"))(\(sum), \(term.name))" : "\(sum) + \(term.name)"
    case -1:
      isOfVectors ? "\(function("subtract"))(\(sum), \(term.name))" : "\(sum) - \(term.name)"
    default:
      "\(isOfVectors ? function("fma") : fusedMultiplyAdd)"
        + "(\(factor(term.coefficient)), \(term.name), \(sum))"
    }
  }

  private func factor(_ coefficient: Double) -> String {
    let literal = Literal.Scalar.real(coefficient).cLiteral(as: element)
    return isOfVectors ? "\(function("splat"))(\(literal))" : literal
  }

  private func function(_ name: String) -> String { element.cVectorFunction(name) }

  private var fusedMultiplyAdd: String { "croton_scalar_fma_\(element.cName)" }
}

import Diagnostics
import GraphIR

/// Finds everything that is wrong with a function before its graph is built.
struct FunctionChecks {
  private let function: String
  private let order: ExpressionOrder
  private let substitution: Substitution
  private let location: SourceLocation
  private(set) var diagnostics: [Diagnostic]

  /// - Parameters:
  ///   - function: the function's name.
  ///   - order: what the function computes, with `givens` in place.
  ///   - mistakes: what is wrong with the expressions that the function mentions.
  ///   - location: the line that compiles the function.
  init(
    function: String, order: ExpressionOrder, substitution: Substitution,
    mistakes: [Diagnostic], at location: SourceLocation
  ) {
    self.function = function
    self.order = order
    self.substitution = substitution
    self.location = location
    diagnostics = mistakes
  }

  mutating func check(inputs: [ListedInput], unused: UnusedInputs) {
    let used = Set(order.expressions.map(ObjectIdentifier.init))
    var listed: Set<ObjectIdentifier> = []
    for (input, defaultValue) in inputs.map({ ($0.expression, $0.defaultValue) }) {
      let name = input.name ?? "input"
      switch input.content {
      case .placeholder(let type):
        if let defaultValue, defaultValue.type != type {
          report(.defaultType(name, expected: type, found: defaultValue.type), about: input)
        }
      case .shared:
        report(.sharedAsInput(name), about: input)
        continue
      case .operation, .byMode:
        report(.notAPlaceholder, about: input)
        continue
      case .invalid: continue
      }
      if !listed.insert(ObjectIdentifier(input)).inserted {
        report(.inputTwice(name), about: input)
      } else if substitution.given(for: input) != nil {
        report(.inputGiven(name), about: input)
      } else if unused == .refused, !used.contains(ObjectIdentifier(input)) {
        report(.unusedInput(name), about: input)
      }
    }
    for expression in order.expressions {
      let identity = ObjectIdentifier(expression)
      guard case .placeholder = expression.content, !listed.contains(identity),
        substitution.given(for: expression) == nil
      else { continue }
      report(.missingInput(expression.name ?? "a placeholder"), about: expression)
    }
  }

  mutating func check(givens: [Given]) {
    var first: [ObjectIdentifier: Given] = [:]
    for given in givens {
      guard let expected = given.target.type else { continue }
      let target = ObjectIdentifier(given.target)
      let name = given.target.name.map { "'\($0)'" } ?? "this expression"
      if let earlier = first[target] {
        let note = Diagnostic.Note(location: earlier.location, message: "it is given here too")
        report(.givenTwice(name), at: given.location, about: given.target, and: [note])
      } else {
        first[target] = given
      }
      if let found = given.value.type, found != expected {
        report(
          .givenType(name, expected: expected, found: found), at: given.location,
          about: given.target)
      }
    }
    // Around a cycle every value is computed from every other: one is enough to tell the user.
    guard !order.cyclic.isEmpty,
      let given = givens.first(where: { given in
        ExpressionOrder(of: [given.value], substitution: substitution).expressions
          .contains { $0 === given.target }
      })
    else { return }
    let name = given.target.name.map { "'\($0)'" } ?? "this expression"
    report(.givenCycle(name), at: given.location, about: given.target)
  }

  mutating func check(updates: [Update]) {
    var first: [ObjectIdentifier: Update] = [:]
    for update in updates {
      guard let expected = update.target.type else { continue }
      let target = ObjectIdentifier(update.target)
      let name = update.target.name ?? "a shared value"
      if let earlier = first[target] {
        let note = Diagnostic.Note(location: earlier.location, message: "the other update is here")
        report(.updatedTwice(name), at: update.location, about: update.target, and: [note])
      } else {
        first[target] = update
      }
      if let found = update.value.type, found != expected {
        report(
          .updateType(name, expected: expected, found: found), at: update.location,
          about: update.target)
      }
    }
  }

  /// - Parameters:
  ///   - mistakeLocation: the line that is wrong, unless that is the line of the function.
  ///   - expression: what the mistake is about: its line is told besides.
  private mutating func report(
    _ mistake: FunctionError, at mistakeLocation: SourceLocation? = nil,
    about expression: Expression, and others: [Diagnostic.Note] = []
  ) {
    let made = Diagnostic.Note(
      location: expression.location,
      message: expression.name.map { "'\($0)' is made here" } ?? "it is made here")
    var notes = others + [made]
    if let mistakeLocation, mistakeLocation.description != location.description {
      notes.append(
        Diagnostic.Note(location: location, message: "the function '\(function)' is made here"))
    }
    diagnostics.append(mistake.diagnostic(at: mistakeLocation ?? location, notes: notes))
  }
}

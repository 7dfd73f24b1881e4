import Diagnostics
import GraphIR

/// Finds everything that is wrong with a function before its graph is built.
struct FunctionChecks {
  private let order: ExpressionOrder
  private let replacements: [ObjectIdentifier: Expression]
  private let location: SourceLocation
  private(set) var diagnostics: [Diagnostic]

  /// - Parameters:
  ///   - order: what the function computes, with `givens` in place.
  ///   - mistakes: what is wrong with the expressions that the function mentions.
  init(
    order: ExpressionOrder, replacements: [ObjectIdentifier: Expression], mistakes: [Diagnostic],
    at location: SourceLocation
  ) {
    self.order = order
    self.replacements = replacements
    self.location = location
    diagnostics = mistakes
    for expression in order.cyclic {
      report(.givenCycle(expression.name ?? "a placeholder"), at: location, about: expression)
    }
  }

  mutating func check(inputs: [Expression]) {
    let used = Set(order.expressions.map(ObjectIdentifier.init))
    var listed: Set<ObjectIdentifier> = []
    for input in inputs {
      let name = input.name ?? "input"
      switch input.content {
      case .placeholder: break
      case .shared: report(.sharedAsInput(name), at: location, about: input); continue
      case .operation: report(.notAPlaceholder, at: location, about: input); continue
      case .invalid: continue
      }
      if !listed.insert(ObjectIdentifier(input)).inserted {
        report(.inputTwice(name), at: location, about: input)
      } else if replacements[ObjectIdentifier(input)] != nil {
        report(.inputGiven(name), at: location, about: input)
      } else if !used.contains(ObjectIdentifier(input)) {
        report(.unusedInput(name), at: location, about: input)
      }
    }
    for expression in order.expressions {
      let identity = ObjectIdentifier(expression)
      guard case .placeholder = expression.content, !listed.contains(identity),
        replacements[identity] == nil
      else { continue }
      report(.missingInput(expression.name ?? "a placeholder"), at: location, about: expression)
    }
  }

  mutating func check(givens: [Given]) {
    var listed: Set<ObjectIdentifier> = []
    for given in givens {
      let wanted: TensorType
      switch given.target.content {
      case .placeholder(let type): wanted = type
      case .shared, .operation:
        let name = given.target.name.map { "'\($0)'" } ?? "this expression"
        report(.notGivable(name), at: given.location, about: given.target)
        continue
      case .invalid: continue
      }
      let name = given.target.name ?? "a placeholder"
      if !listed.insert(ObjectIdentifier(given.target)).inserted {
        report(.givenTwice(name), at: given.location, about: given.target)
      }
      if let found = given.value.type, found != wanted {
        report(.givenType(name, wanted: wanted, found: found), at: given.location, about: given.target)
      }
    }
  }

  mutating func check(updates: [Update]) {
    var updated: Set<ObjectIdentifier> = []
    for update in updates {
      guard case .shared(let storage) = update.target.content else { continue }
      let name = update.target.name ?? "a shared value"
      if !updated.insert(ObjectIdentifier(storage)).inserted {
        report(.updatedTwice(name), at: update.location, about: update.target)
      }
      if let found = update.value.type, found != storage.type {
        report(
          .updateType(name, wanted: storage.type, found: found), at: update.location,
          about: update.target)
      }
    }
  }

  private mutating func report(
    _ mistake: FunctionMistake, at location: SourceLocation, about expression: Expression
  ) {
    let note = Diagnostic.Note(
      location: expression.location,
      message: expression.name.map { "'\($0)' is made here" } ?? "it is made here")
    diagnostics.append(mistake.diagnostic(at: location, notes: [note]))
  }
}

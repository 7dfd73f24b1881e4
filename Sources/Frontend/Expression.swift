import Diagnostics
import GraphIR

/// A node of the program that a user writes down, before a function is made of it.
///
/// Expressions never fail: an ill-formed one remembers its mistake, and whatever is built on it
/// stays quiet. `compile` and `gradient` collect the mistakes and throw them all at once.
package final class Expression: Sendable {
  package enum Content: Sendable {
    case placeholder(TensorType)
    case shared(SharedVariable)
    case operation(Operation, [Expression], TensorType)
    /// One expression or another, by the mode of the function.
    case byMode(training: Expression, evaluation: Expression, TensorType)
    case invalid(Diagnostic?, [Expression])
  }

  package var content: Content { storedContent }
  // Sound although unchecked: it is set once, and changed only when the last reference has gone.
  private nonisolated(unsafe) var storedContent: Content
  package let name: String?
  package let location: SourceLocation
  /// Whether differentiation has made it, and not the user.
  let isDerived: Bool

  package init(
    _ content: Content, name: String? = nil, isDerived: Bool = false, at location: SourceLocation
  ) {
    storedContent = content
    self.name = name
    self.isDerived = isDerived
    self.location = location
  }

  /// Frees the operands one after the other: each freeing its own would overflow the stack at the end
  /// of a long chain.
  deinit {
    var pending = takeOperands()
    while var expression = pending.popLast() {
      // Whoever else refers to it frees it later.
      guard isKnownUniquelyReferenced(&expression) else { continue }
      pending += expression.takeOperands()
    }
  }

  /// The operands, which the expression then no longer refers to.
  ///
  /// - Precondition: nobody else refers to the expression.
  private func takeOperands() -> [Expression] {
    let operands = operands
    if !operands.isEmpty { storedContent = .invalid(nil, []) }
    return operands
  }

  /// The operation applied to the operands, or a remembered mistake.
  package convenience init(
    _ operation: Operation, _ operands: [Expression], name: String? = nil,
    at location: SourceLocation
  ) {
    let types = operands.compactMap(\.type)
    guard types.count == operands.count else {
      self.init(.invalid(nil, operands), name: name, at: location)
      return
    }
    do {
      let type = try operation.resultTypes(of: types)[0]
      self.init(.operation(operation, operands, type), name: name, at: location)
    } catch {
      self.init(mistake: "\(error)", operands, at: location)
    }
  }

  /// An element-wise function of operands that broadcast to one another.
  package convenience init(
    _ function: ElementwiseFunction, _ operands: [Expression], at location: SourceLocation
  ) {
    var shape = Shape.scalar
    for type in operands.compactMap(\.type) {
      guard let both = shape.broadcast(with: type.shape) else {
        let mistake = OperandError.shapesDoNotBroadcast(
          operation: function.name, shape, type.shape)
        self.init(mistake: "\(mistake)", operands, at: location)
        return
      }
      shape = both
    }
    self.init(.elementwise(function, shape), operands, at: location)
  }

  /// A mistake, in words.
  package convenience init(mistake: String, _ operands: [Expression], at location: SourceLocation) {
    self.init(
      .invalid(Diagnostic(location: location, message: mistake), operands), at: location)
  }

  /// The type, unless the expression is ill-formed.
  package var type: TensorType? {
    switch content {
    case .placeholder(let type), .operation(_, _, let type), .byMode(_, _, let type): type
    case .shared(let variable): variable.storage.type
    case .invalid: nil
    }
  }

  /// What the expression is computed from.
  package var operands: [Expression] {
    switch content {
    case .placeholder, .shared: []
    case .operation(_, let operands, _), .invalid(_, let operands): operands
    case .byMode(let training, let evaluation, _): [training, evaluation]
    }
  }

  /// Whether it is one of two expressions, by the mode of the function.
  var dependsOnMode: Bool {
    if case .byMode = content { true } else { false }
  }

  /// The same expression under a name.
  package func named(_ name: String) -> Expression {
    switch content {
    case .operation, .byMode:
      Expression(content, name: name, isDerived: isDerived, at: location)
    // A placeholder or a shared value is known by what it is and has its name already, and a second
    // bearer of the same mistake would have it reported twice.
    case .placeholder, .shared, .invalid: self
    }
  }
}

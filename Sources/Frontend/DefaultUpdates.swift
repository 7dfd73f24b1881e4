import Diagnostics

extension Shared {
  /// Sets what replaces the value at the end of calls of functions that read it
  /// (`default_update` of Theano).
  ///
  ///     let state = Shared("state", NDArray<Int64>(0))
  ///     state.setDefaultUpdate { $0 + 1 }
  ///
  /// It applies in every function compiled from now on that reads the value, unless the function
  /// updates the value itself or asks for no default updates. What it reads has its own default
  /// update applied as well.
  ///
  /// - Parameter update: the new value, from the old one. It is kept as long as the shared value,
  ///   and had better not refer to the shared value but by what it is passed.
  public func setDefaultUpdate<Value: TensorConvertible>(
    file: String = #fileID, line: Int = #line,
    _ update: @escaping @Sendable (Tensor<Scalar>) throws -> Value
  ) where Value.Scalar == Scalar {
    variable.defaultUpdate = SharedVariable.DefaultUpdate(
      value: { try update(Tensor($0)).expression },
      location: SourceLocation(file: file, line: line))
  }

  /// Takes the default update away from functions that are yet to be compiled.
  public func removeDefaultUpdate() {
    variable.defaultUpdate = nil
  }
}

/// Which default updates of shared values a function applies.
public enum DefaultUpdates: Sendable {
  /// Those of every shared value that the function reads and does not update itself.
  case applied
  /// None.
  case omitted
  /// Those of every shared value but these.
  case omittedFor([any SharedValue])

  func apply(to shared: Expression) -> Bool {
    switch self {
    case .applied: true
    case .omitted: false
    case .omittedFor(let omitted): !omitted.contains { $0.expression === shared }
    }
  }
}

extension Update {
  /// The updates, and the default updates of the shared values that they or the outputs read.
  ///
  /// A default update may read shared values that nothing else does, and theirs follow
  /// (Theano's `rebuild_collect_shared`).
  static func adding(
    _ defaults: DefaultUpdates, to updates: [Update], outputs: [Expression],
    substitution: Substitution
  ) throws -> [Update] {
    var updates = updates
    var updated = Set(updates.map { ObjectIdentifier($0.target) })
    var read = ExpressionOrder(of: outputs + updates.map(\.value), substitution: substitution)
    while true {
      let count = updates.count
      for expression in read.expressions {
        guard case .shared(let variable) = expression.content, let update = variable.defaultUpdate,
          substitution.given(for: expression) == nil, defaults.apply(to: expression),
          updated.insert(ObjectIdentifier(expression)).inserted
        else { continue }
        updates.append(
          Update(expression, to: try update.value(expression), at: update.location))
      }
      if updates.count == count { return updates }
      read = ExpressionOrder(of: updates[count...].map(\.value), substitution: substitution)
    }
  }
}

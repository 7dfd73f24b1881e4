import Diagnostics
import GraphIR

/// Symbolic gradients: new nodes that compute the derivative of a cost.
package enum Autodiff {
  /// A gradient that is known, however it came about (`known_grads` of Theano).
  package struct KnownGradient: Sendable {
    let value: Value
    let gradient: Value

    /// - Parameters:
    ///   - value: a floating-point value.
    ///   - gradient: the gradient at the value, of its type. It takes the place of all that would
    ///     flow back to the value.
    package init(of value: Value, _ gradient: Value) {
      self.value = value
      self.gradient = gradient
    }
  }

  /// Adds the gradient of the sum of some costs with respect to each parameter.
  ///
  /// The nodes of a gradient have the location of the node that it flows back through. The gradient
  /// of a value named `W` is named `dW`, unless its node has a name already because it is the
  /// gradient of another named value too.
  ///
  ///     let gradients = try Autodiff.gradients(of: [cost], withRespectTo: [W, b], adding: &builder)
  ///
  /// - Parameters:
  ///   - costs: single floating-point numbers, of shape `()`; none where `knownGradients` are all.
  ///   - parameters: floating-point values of any shape, computed ones too. While a gradient is taken
  ///     with respect to a computed value, the gradient still flows through it to the others.
  ///   - knownGradients: gradients at values on the way.
  ///   - disconnected: what parameters get that no cost depends on. One that costs depend on through
  ///     comparisons, rounding or `stopGradient` alone has a gradient of zeros.
  ///   - builder: the graph that holds all these values.
  /// - Returns: for each parameter a value of the same type.
  /// - Throws: `GradientError`.
  package static func gradients(
    of costs: [Value], withRespectTo parameters: [Value], knownGradients: [KnownGradient] = [],
    disconnected: DisconnectedParameters = .refused, adding builder: inout GraphBuilder
  ) throws -> [Value] {
    for (number, cost) in costs.enumerated() {
      let type = builder.type(of: cost)
      guard type.shape == .scalar else {
        throw GradientError.costNotScalar(type.shape, cost: number)
      }
      guard type.elementType.isFloatingPoint else {
        throw GradientError.costNotFloatingPoint(type.elementType, cost: number)
      }
    }
    try check(parameters, in: builder)
    for (number, known) in knownGradients.enumerated() {
      let (expected, found) = (builder.type(of: known.value), builder.type(of: known.gradient))
      guard expected == found else {
        throw GradientError.knownGradientType(number, expected: expected, found: found)
      }
      guard !knownGradients[..<number].contains(where: { $0.value == known.value }) else {
        throw GradientError.knownTwice(number)
      }
    }
    return try adding(to: &builder) { builder in
      try sweep(
        from: costs.map { ($0, nil) }, to: parameters, knownGradients, disconnected, &builder)
    }
  }

  /// Adds the gradient of one cost.
  package static func gradients(
    of cost: Value, withRespectTo parameters: [Value], adding builder: inout GraphBuilder
  ) throws -> [Value] {
    try gradients(of: [cost], withRespectTo: parameters, adding: &builder)
  }

  /// Adds the product of a vector and the Jacobian of a result by each parameter (`Lop` of Theano):
  /// the gradient of `Σ vector · result`.
  ///
  /// - Parameters:
  ///   - result: a floating-point value of any shape.
  ///   - vector: a value of the result's type.
  /// - Returns: for each parameter a value of its type.
  /// - Throws: `GradientError`.
  package static func vectorJacobianProducts(
    of result: Value, vector: Value, withRespectTo parameters: [Value],
    disconnected: DisconnectedParameters = .refused, adding builder: inout GraphBuilder
  ) throws -> [Value] {
    try check([result], in: builder) { .costNotFloatingPoint($1, cost: $0) }
    try check(parameters, in: builder)
    let (expected, found) = (builder.type(of: result), builder.type(of: vector))
    guard expected == found else {
      throw GradientError.vectorType(expected: expected, found: found)
    }
    return try adding(to: &builder) { builder in
      try sweep(from: [(result, vector)], to: parameters, [], disconnected, &builder)
    }
  }

  /// Adds the product of the Jacobian of a result by all parameters and a direction of each (`Rop`
  /// of Theano): the derivative of the result as the parameters move.
  ///
  /// The products of a vector and the Jacobian are linear in the vector, and their derivative by the
  /// vector is the Jacobian's transpose (Townsend, 2017). So every rule of `GradientRules` serves, and
  /// none is needed besides.
  ///
  /// - Parameters:
  ///   - result: a floating-point value of any shape.
  ///   - directions: for each parameter a value of its type.
  /// - Returns: a value of the result's type.
  /// - Throws: `GradientError`.
  package static func jacobianVectorProduct(
    of result: Value, withRespectTo parameters: [Value], along directions: [Value],
    disconnected: DisconnectedParameters = .refused, adding builder: inout GraphBuilder
  ) throws -> Value {
    try check([result], in: builder) { .costNotFloatingPoint($1, cost: $0) }
    try check(parameters, in: builder)
    guard directions.count == parameters.count else {
      throw GradientError.directionCount(expected: parameters.count, found: directions.count)
    }
    for (number, (parameter, direction)) in zip(parameters, directions).enumerated() {
      let (expected, found) = (builder.type(of: parameter), builder.type(of: direction))
      guard expected == found else {
        throw GradientError.directionType(parameter: number, expected: expected, found: found)
      }
    }
    return try adding(to: &builder) { builder in
      // Where the products are linear in the vector, the derivative does not depend on it. Where
      // `clipGradient` bends them, zeros lie within the bounds.
      let vector = try builder.constant(
        0, builder.type(of: result), at: builder.nodes[result.node].location)
      let gradients = try sweep(
        from: [(result, vector)], to: parameters, [], disconnected, &builder)
      return try sweep(
        from: zip(gradients, directions).map { ($0, $1) }, to: [vector], [], .zero, &builder)[0]
    }
  }

  private static func sweep(
    from seeds: [(value: Value, gradient: Value?)], to parameters: [Value],
    _ known: [KnownGradient], _ disconnected: DisconnectedParameters, _ builder: inout GraphBuilder
  ) throws -> [Value] {
    var sweep = ReverseSweep(
      builder: builder, parameters: parameters, seeds: seeds, known: known)
    let gradients = try sweep.gradients(disconnected: disconnected)
    builder = sweep.builder
    return gradients
  }

  private static func check(
    _ values: [Value], in builder: GraphBuilder,
    otherwise mistake: (Int, ElementType) -> GradientError = {
      .notFloatingPoint(parameter: $0, $1)
    }
  ) throws {
    for (number, value) in values.enumerated() {
      let type = builder.type(of: value).elementType
      guard type.isFloatingPoint else { throw mistake(number, type) }
    }
  }

  /// Adds all nodes or, where there is a mistake, none.
  private static func adding<Result>(
    to builder: inout GraphBuilder, _ body: (inout GraphBuilder) throws -> Result
  ) throws -> Result {
    var extended = builder
    do {
      let result = try body(&extended)
      builder = extended
      return result
    } catch let mistake as OperandError {
      throw InternalError(stage: "autodiff", detail: mistake.description)
    }
  }
}

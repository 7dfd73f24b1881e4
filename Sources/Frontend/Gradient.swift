import Autodiff
import Diagnostics
import GraphIR

/// A gradient that is known, however it came about (`known_grads` of Theano).
///
///     // The gradient of whatever computes `feedback` from `hidden`.
///     try gradient(
///       of: [], withRespectTo: [weights], knownGradients: [KnownGradient(hidden, feedback)])
public struct KnownGradient<Scalar: FloatingPointTensorScalar>: Sendable {
  let tensor: Expression
  let gradient: Expression
  let location: SourceLocation

  /// - Parameters:
  ///   - tensor: an expression on the way from the parameters to the costs.
  ///   - gradient: the gradient at it, in its shape. It takes the place of all that would flow back.
  public init(
    _ tensor: some TensorConvertible<Scalar>, _ gradient: some TensorConvertible<Scalar>,
    file: String = #fileID, line: Int = #line
  ) {
    self.tensor = tensor.expression
    self.gradient = gradient.expression
    location = SourceLocation(file: file, line: line)
  }
}

/// The symbolic gradient of a cost (`T.grad`).
///
///     let gradients = try gradient(of: cost, withRespectTo: [weights, bias])
///
/// - Parameters:
///   - cost: a single number.
///   - parameters: what to differentiate by; shared values, placeholders or any other expression
///     that the cost is computed from.
///   - knownGradients: gradients at expressions on the way.
///   - disconnected: what a parameter gets that the cost does not depend on. One that it depends on
///     through comparisons, rounding or `stopGradient` alone has a gradient of zeros.
/// - Returns: for each parameter the derivative of the cost by each of its elements, in its shape;
///   where both have names, it is called `(dcost/dW)` after them, as in Theano.
/// - Throws: `ModelError` with all mistakes in the expressions, or when the cost is not a single
///   number or does not depend on a parameter.
public func gradient<Scalar: FloatingPointTensorScalar>(
  of cost: Tensor<Scalar>, withRespectTo parameters: [any TensorConvertible<Scalar>],
  knownGradients: [KnownGradient<Scalar>] = [], disconnected: DisconnectedParameters = .refused,
  file: String = #fileID, line: Int = #line
) throws -> [Tensor<Scalar>] {
  let gradients = try gradient(
    of: [cost], withRespectTo: parameters, knownGradients: knownGradients,
    disconnected: disconnected, file: file, line: line)
  return zip(gradients, parameters).map { gradient, parameter in
    guard let cost = cost.name, let name = parameter.tensor.name else { return gradient }
    return gradient.named("(d\(cost)/d\(name))")
  }
}

/// The symbolic gradient of the sum of several costs, or of none where `knownGradients` are all.
public func gradient<Scalar: FloatingPointTensorScalar>(
  of costs: [Tensor<Scalar>], withRespectTo parameters: [any TensorConvertible<Scalar>],
  knownGradients: [KnownGradient<Scalar>] = [], disconnected: DisconnectedParameters = .refused,
  file: String = #fileID, line: Int = #line
) throws -> [Tensor<Scalar>] {
  var differentiation = Differentiation(
    costs: costs.map(\.expression), parameters: parameters.map(\.expression),
    at: SourceLocation(file: file, line: line))
  differentiation.known = knownGradients.map { ($0.tensor, $0.gradient, $0.location) }
  let known = differentiation.known
  return try differentiation.values(disconnected: disconnected) { graph, disconnected, builder in
    try Autodiff.gradients(
      of: costs.compactMap { graph[$0.expression] },
      withRespectTo: parameters.compactMap { graph[$0.expression] },
      knownGradients: known.compactMap { tensor, gradient, _ in
        guard let value = graph[tensor], let gradient = graph[gradient] else { return nil }
        return Autodiff.KnownGradient(of: value, gradient)
      }, disconnected: disconnected, adding: &builder)
  }.map(Tensor.init)
}

/// The product of a vector and the Jacobian of a result by each parameter (`Lop` of Theano): the
/// gradient of `(vector * result).sum()`.
///
/// - Parameters:
///   - result: an expression of any shape.
///   - parameters: what to differentiate by.
///   - vector: in the shape of the result.
///   - disconnected: what a parameter gets that the result does not depend on.
/// - Returns: for each parameter a tensor in its shape.
/// - Throws: `ModelError`, as `gradient` does, and when the vector has another shape.
public func vectorJacobianProduct<Scalar: FloatingPointTensorScalar>(
  of result: Tensor<Scalar>, withRespectTo parameters: [any TensorConvertible<Scalar>],
  vector: some TensorConvertible<Scalar>, disconnected: DisconnectedParameters = .refused,
  file: String = #fileID, line: Int = #line
) throws -> [Tensor<Scalar>] {
  var differentiation = Differentiation(
    costs: [result.expression], parameters: parameters.map(\.expression),
    at: SourceLocation(file: file, line: line))
  differentiation.vectors = [vector.expression]
  return try differentiation.values(disconnected: disconnected) { graph, disconnected, builder in
    guard let value = graph[result.expression], let vector = graph[vector.expression] else {
      return []
    }
    return try Autodiff.vectorJacobianProducts(
      of: value, vector: vector, withRespectTo: parameters.compactMap { graph[$0.expression] },
      disconnected: disconnected, adding: &builder)
  }.map(Tensor.init)
}

/// The product of the Jacobian of a result by all parameters and a direction of each (`Rop` of
/// Theano): how the result changes as the parameters move along the directions.
///
/// - Parameters:
///   - result: an expression of any shape.
///   - parameters: what to differentiate by.
///   - directions: for each parameter a tensor in its shape.
///   - disconnected: whether a parameter that the result does not depend on is refused.
/// - Returns: a tensor in the shape of the result.
/// - Throws: `ModelError`, as `gradient` does, and when a direction is missing or has another shape.
public func jacobianVectorProduct<Scalar: FloatingPointTensorScalar>(
  of result: Tensor<Scalar>, withRespectTo parameters: [any TensorConvertible<Scalar>],
  along directions: [any TensorConvertible<Scalar>],
  disconnected: DisconnectedParameters = .refused, file: String = #fileID, line: Int = #line
) throws -> Tensor<Scalar> {
  var differentiation = Differentiation(
    costs: [result.expression], parameters: parameters.map(\.expression),
    at: SourceLocation(file: file, line: line))
  differentiation.vectors = directions.map(\.expression)
  let products = try differentiation.values(
    disconnected: disconnected
  ) { graph, disconnected, builder in
    guard let value = graph[result.expression] else { return [] }
    return [
      try Autodiff.jacobianVectorProduct(
        of: value, withRespectTo: parameters.compactMap { graph[$0.expression] },
        along: directions.compactMap { graph[$0.expression] }, disconnected: disconnected,
        adding: &builder)
    ]
  }
  return Tensor(products[0])
}

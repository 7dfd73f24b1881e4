import Diagnostics
import GraphIR

/// Symbolic gradients: new nodes that compute the derivative of a cost.
public enum Autodiff {
  /// Adds the gradient of a cost with respect to each parameter.
  ///
  /// The nodes of a gradient have the location of the node that it flows back through. The gradient
  /// of a value named `W` is named `dW`, unless its node has a name already because it is the
  /// gradient of another named value too.
  ///
  ///     let gradients = try Autodiff.gradients(of: cost, withRespectTo: [W, b], adding: &builder)
  ///
  /// - Parameters:
  ///   - cost: a single floating-point number, of shape `()`.
  ///   - parameters: floating-point values of any shape, computed ones too. While a gradient is taken
  ///     with respect to a computed value, the gradient still flows through it to the others.
  ///   - builder: the graph that holds all these values.
  /// - Returns: for each parameter a value of the same type.
  /// - Throws: `GradientMistake`.
  public static func gradients(
    of cost: Value, withRespectTo parameters: [Value], adding builder: inout GraphBuilder
  ) throws -> [Value] {
    let costType = builder.type(of: cost)
    guard costType.shape == .scalar else { throw GradientMistake.costNotScalar(costType.shape) }
    guard costType.elementType.isFloatingPoint else {
      throw GradientMistake.costNotFloatingPoint(costType.elementType)
    }
    for (index, parameter) in parameters.enumerated() {
      let type = builder.type(of: parameter).elementType
      guard type.isFloatingPoint else {
        throw GradientMistake.notFloatingPoint(parameter: index, type)
      }
    }
    var sweep = ReverseSweep(builder: builder, parameters: parameters)
    do {
      let gradients = try sweep.gradients(of: cost)
      builder = sweep.builder
      return gradients
    } catch let mistake as OperandMistake {
      throw InternalError(stage: "autodiff", detail: mistake.description)
    }
  }
}

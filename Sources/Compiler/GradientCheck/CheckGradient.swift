import Diagnostics
import Frontend
import GraphIR

/// Checks the gradients of a cost by finite differences along random directions
/// (`verify_grad` of Theano).
///
///     try checkGradient(
///       of: cost, withRespectTo: [weights, bias],
///       givens: [Given(x, Tensor.constant(images)), Given(y, Tensor.constant(labels))])
///
/// The compiled function is checked, with all passes, in Double whatever the model is in. Where
/// functions have a kink, such as a ReLU at 0, no difference equals the gradient: directions with a
/// kink are recognised by steps of several sizes, skipped and counted, and others take their place.
/// Where all have one, move away from it by `displacement`.
///
/// - Parameters:
///   - cost: a single number.
///   - parameters: shared values, which keep the values that they have.
///   - givens: what the placeholders in the cost stand for.
///   - displacement: how far each element of the parameters is moved at random before anything is
///     measured, at most.
///   - directions: the number of directions for each parameter.
///   - seed: the seed of the directions, or `nil` for any.
///   - tolerance: the largest relative error of the slopes along the directions.
/// - Returns: the relative error for each parameter, and the seed.
/// - Throws: `ModelError` at the line of the call when a relative error is larger, all differences
///   are 0, or all directions of a parameter have a kink, with the seed; and with the mistakes in
///   the model.
@discardableResult
public func checkGradient<Scalar: FloatingPointTensorScalar>(
  of cost: Tensor<Scalar>, withRespectTo parameters: [Shared<Scalar>], givens: [Given] = [],
  displacement: Double = 0, directions: Int = 3, seed: Int? = nil, tolerance: Double = 1e-6,
  options: CompileOptions = CompileOptions(), file: String = #fileID, line: Int = #line
) throws -> GradientReport {
  let location = SourceLocation(file: file, line: line)
  func error(_ message: String, notes: [Diagnostic.Note] = []) -> Diagnostic {
    Diagnostic(location: location, message: "checkGradient: \(message)", notes: notes)
  }
  guard directions >= 1 else {
    throw ModelError([error("\(GradientCheckError.directionCount(directions))")])
  }
  guard tolerance >= 0 else {
    throw ModelError([error("\(GradientCheckError.tolerance(tolerance))")])
  }
  let check = try GradientCheck(
    of: cost, withRespectTo: parameters, givens: givens, options: options, file: file, line: line)
  let report = try check.report(
    displacement: displacement, directions: directions,
    seed: seed ?? Int(UInt32.random(in: .min ... .max)), tolerance: tolerance)
  guard report.isPassed else {
    throw ModelError(report.mistakes.map { error("\($0) (seed \(report.seed))") })
  }
  return report
}

import CMathematics
import Diagnostics
import Frontend

/// The quotient that Adam and AdamW step along, and the moments that it is made of (Kingma and Ba,
/// "Adam", 2015, algorithm 1), with `t` the number of the step, from 1:
///
///     m' = beta1 * m + (1 - beta1) * g
///     v' = beta2 * v + (1 - beta2) * g ** 2
///     direction = (m' / (1 - beta1 ** t)) / (sqrt(v' / (1 - beta2 ** t)) + epsilon)
struct AdaptiveMoments<Scalar: FloatingPointTensorScalar> {
  let direction: Tensor<Scalar>
  let updates: [Update]

  init(
    of parameter: Shared<Scalar>, gradient: Tensor<Scalar>, beta1: Double, beta2: Double,
    epsilon: Double, state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws {
    let (file, line) = (location.file, location.line)
    let mean = try state.zeros("mean", like: parameter, at: location)
    let meanSquare = try state.zeros("mean_square", like: parameter, at: location)
    let step = (state.stepCount(at: location) + 1).cast(to: Scalar.self, file: file, line: line)
    // Both are close to 0 in the first steps, where a difference from 1 would have lost its digits.
    func correction(_ beta: Double) -> Tensor<Scalar> {
      -(Scalar(croton_rounded_log_double(beta)) * step).expm1(file: file, line: line)
    }
    let newMean = Scalar(beta1) * mean + Scalar(1 - beta1) * gradient
    let newMeanSquare = Scalar(beta2) * meanSquare + Scalar(1 - beta2) * gradient * gradient
    let root = (newMeanSquare / correction(beta2)).sqrt(file: file, line: line)
    direction = newMean / correction(beta1) / (root + Scalar(epsilon))
    updates = [
      Update(mean, to: newMean, at: location), Update(meanSquare, to: newMeanSquare, at: location),
    ]
  }
}

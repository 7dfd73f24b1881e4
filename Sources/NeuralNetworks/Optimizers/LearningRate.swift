import CMathematics
import Diagnostics
import Frontend
import GraphIR

/// A learning rate and its schedule: how it changes from step to step.
///
///     SGD(learningRate: 0.1)
///     SGD(learningRate: LearningRate(0.1, .inverseTime(decay: 1e-3)))
///
/// A schedule counts the steps in a shared value, and the training function computes the rate from
/// that. A constant rate counts nothing.
public struct LearningRate: Sendable, Hashable, ExpressibleByFloatLiteral {
  /// How a learning rate changes with `t`, the number of steps done before.
  public enum Schedule: Sendable, Hashable {
    /// `rate`.
    case constant
    /// `rate / (1 + decay * t)` (Bottou, "Stochastic gradient descent tricks", 2012, 5.2).
    case inverseTime(decay: Double)
    /// `rate * factor ** floor(t / every)`: a fall after every so many steps.
    case step(factor: Double, every: Int)
    /// `rate * factor ** (t / every)`: the same fall, spread over the steps.
    case exponential(factor: Double, every: Int = 1)
    /// `rate * (1 + cos(pi * min(t, steps) / steps)) / 2`: down to zero along half a wave
    /// (Loshchilov and Hutter, "SGDR", 2017, formula 5, without restarts). Without `steps` it
    /// reaches zero at the end of the training.
    case cosine(steps: Int? = nil)
    /// `rate * (last / rate) ** (t / steps)`: up or down to `last` in equal ratios.
    case geometric(last: Double, steps: Int)

    /// The name on the command line.
    public var name: String {
      switch self {
      case .constant: "constant"
      case .inverseTime: "inverse-time"
      case .step: "step"
      case .exponential: "exponential"
      case .cosine: "cosine"
      case .geometric: "geometric"
      }
    }
  }

  /// The rate of the first step.
  public var initial: Double
  /// How it changes after that.
  public var schedule: Schedule

  /// A rate that starts at `initial` and follows a schedule; ``validate()`` checks it.
  public init(_ initial: Double, _ schedule: Schedule = .constant) {
    self.initial = initial
    self.schedule = schedule
  }

  /// A constant rate.
  public init(floatLiteral value: Double) {
    self.init(value)
  }

  /// Checks the rate and the numbers of its schedule.
  ///
  /// - Throws: `OptimizerError`.
  public func validate() throws {
    // Training is done in single precision, in which a tiny number is 0 and a huge one infinite.
    guard Float(initial) > 0, Float(initial).isFinite else {
      throw OptimizerError.learningRate(initial)
    }
    switch schedule {
    case .constant: break
    case .inverseTime(let decay):
      guard decay > 0, Float(decay).isFinite else { throw OptimizerError.scheduleDecay(decay) }
    case .step(let factor, let steps), .exponential(let factor, let steps):
      guard factor > 0, factor < 1 else { throw OptimizerError.scheduleFactor(factor) }
      guard steps >= 1 else { throw OptimizerError.scheduleSteps(steps) }
    case .cosine(let steps):
      if let steps, steps < 1 { throw OptimizerError.scheduleSteps(steps) }
    case .geometric(let last, let steps):
      guard Float(last) > 0, Float(last).isFinite else { throw OptimizerError.learningRate(last) }
      guard steps >= 1 else { throw OptimizerError.scheduleSteps(steps) }
    }
  }

  /// The same for a training of so many steps, which a schedule may depend on.
  package func over(steps: Int) -> LearningRate {
    schedule == .cosine(steps: nil) ? LearningRate(initial, .cosine(steps: steps)) : self
  }

  /// The rate after so many steps, as ``tensor(state:at:)`` computes it but for rounding.
  package func value(afterSteps count: Int) -> Double {
    let count = Double(count)
    return switch schedule {
    case .constant, .cosine(steps: nil): initial
    case .inverseTime(let decay): initial / (1 + decay * count)
    case .step(let factor, let steps):
      initial * croton_pow_double(factor, (count / Double(steps)).rounded(.down))
    case .exponential(let factor, let steps):
      initial * croton_pow_double(factor, count / Double(steps))
    case .cosine(let steps?):
      initial / 2 * (1 + croton_cos_double(.pi * min(count / Double(steps), 1)))
    case .geometric(let last, let steps):
      initial * croton_pow_double(last / initial, count / Double(steps))
    }
  }

  /// The rate of the step that the function takes, a single number.
  func tensor<Scalar>(
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws -> Tensor<Scalar> {
    let (file, line) = (location.file, location.line)
    let rate = state.baseRate(initial, at: location)
    guard schedule != .constant else { return rate }
    let count = state.stepCount(at: location)
    func number(_ count: some TensorConvertible<Int64>) -> Tensor<Scalar> {
      count.cast(to: Scalar.self, file: file, line: line)
    }
    func halfTurn(_ part: Tensor<Scalar>) -> Tensor<Scalar> {
      minimum(part, 1, file: file, line: line) * Scalar.pi
    }
    func power(_ factor: Double, _ exponent: Tensor<Scalar>) -> Tensor<Scalar> {
      power(.constant(Scalar(factor), file: file, line: line), exponent)
    }
    func power(_ factor: Tensor<Scalar>, _ exponent: Tensor<Scalar>) -> Tensor<Scalar> {
      factor.pow(exponent, file: file, line: line)
    }
    let scheduled: Tensor<Scalar> =
      switch schedule {
      case .constant:
        rate
      case .inverseTime(let decay):
        rate / (1 + Scalar(decay) * number(count))
      case .step(let factor, let steps):
        rate * power(factor, number(count / Int64(steps)))
      case .exponential(let factor, let steps):
        rate * power(factor, number(count) / Scalar(steps))
      case .cosine(let steps?):
        (rate / 2) * (1 + halfTurn(number(count) / Scalar(steps)).cos(file: file, line: line))
      case .geometric(let last, let steps):
        rate
          * power(state.ratioOfRates(last / initial, at: location), number(count) / Scalar(steps))
      case .cosine(steps: nil):
        throw OptimizerError.trainingLength
      }
    return scheduled.named("learning_rate")
  }
}

import Diagnostics
import Frontend
import GraphIR

/// A rule by which parameters follow their gradients: it writes the updates of a training function.
///
///     var state = OptimizerState<Float>()
///     let gradients = try gradient(of: cost, withRespectTo: parameters)
///     let updates = try Adam().updates(of: parameters, gradients: gradients, state: &state)
///     let train = try compile(inputs: [x, y], outputs: [cost], updates: updates)
///
/// Nothing of the rule is left to the caller of the function: what it has to remember from one step
/// to the next lies in shared values.
public protocol Optimizer: Sendable {
  /// The name on the command line.
  static var name: String { get }

  /// How far a step goes.
  var learningRate: LearningRate { get set }

  /// The coefficient of the weight decay; biases and gains do not decay. See ``Shared/isWeight``.
  ///
  /// It adds `weightDecay * p` to the gradient of each weight `p`, as a cost of
  /// `weightDecay / 2 * sum(p ** 2)` would, except where a rule says otherwise.
  var weightDecay: Double { get set }

  /// Checks the numbers of the rule, besides the learning rate and the weight decay.
  ///
  /// - Throws: `OptimizerError`.
  func validateRule() throws

  /// The updates of one parameter and of what the rule remembers of it.
  ///
  /// - Parameters:
  ///   - gradient: that of the cost, with the weight decay where the rule leaves that to others.
  ///   - rate: the learning rate of the step, a single number.
  ///   - state: where the rule keeps what it remembers.
  func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws -> [Update]

  /// Whether the weight decay is part of the rule itself and not of the gradient.
  var isWeightDecayDecoupled: Bool { get }
}

extension Optimizer {
  /// False: weight decay is added to the gradient.
  public var isWeightDecayDecoupled: Bool { false }

  /// Checks every number of the optimiser.
  ///
  /// - Throws: `OptimizerError`.
  public func validate() throws {
    try learningRate.validate()
    guard weightDecay >= 0, Float(weightDecay).isFinite else {
      throw OptimizerError.weightDecay(weightDecay)
    }
    try validateRule()
  }

  /// The updates of the parameters, and of what the optimiser remembers.
  ///
  /// - Parameters:
  ///   - parameters: what the gradients were taken with respect to.
  ///   - gradients: one for each parameter, in its shape.
  ///   - state: gets the shared values that the optimiser remembers by, each beginning with zeros.
  /// - Throws: `ModelError` where there are not as many gradients as parameters; `OptimizerError`
  ///   for a number that makes no sense.
  public func updates<Scalar>(
    of parameters: [Shared<Scalar>], gradients: [Tensor<Scalar>],
    state: inout OptimizerState<Scalar>, file: String = #fileID, line: Int = #line
  ) throws -> [Update] {
    try validate()
    let location = SourceLocation(file: file, line: line)
    guard parameters.count == gradients.count else {
      throw OptimizerError.gradientCount(
        optimizer: Self.name, parameters: parameters.count, gradients: gradients.count
      ).error(at: location)
    }
    let rate: Tensor<Scalar> = try learningRate.tensor(state: &state, at: location)
    var updates: [Update] = []
    for (parameter, gradient) in zip(parameters, gradients) {
      let decays = weightDecay > 0 && !isWeightDecayDecoupled && parameter.isWeight
      // What fails in an update is found at the line of the parameter.
      updates += try SourceLocation.$asking.withValue(parameter.tensor.expression.location) {
        try rule(
          parameter, gradient: decays ? gradient + Scalar(weightDecay) * parameter : gradient,
          rate: rate, state: &state, at: location)
      }
    }
    if let steps = state.steps {
      updates.append(Update(steps, to: steps + 1, file: file, line: line))
    }
    return updates
  }
}

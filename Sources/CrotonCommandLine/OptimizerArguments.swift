import ArgumentParser
import Croton

/// The options that say how parameters follow their gradients.
struct OptimizerArguments<App: CrotonApp>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "\(OptimizerName.allValueStrings.joined(separator: ", ")). "
        + "(default: \(App.defaultOptimizer.name))",
      valueName: "name"))
  var optimizer: OptimizerName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The factor of the gradient in an update. "
        + "(default: \(App.defaultRate.initial) or the optimiser's own)"))
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help:
      "The fraction of the velocity that a step keeps, for momentum and nesterov. (default: 0.9)")
  var momentum: Double?

  @Option(
    parsing: .unconditional,
    help: "The coefficient of the weight decay. (default: 0, and 0.01 with adamw)")
  var weightDecay: Double?

  @Option(
    parsing: .unconditional,
    help: "The coefficient of the L1 penalty, the sum of the weights' absolute values.")
  var l1 = App.defaults.l1

  @Option(
    parsing: .unconditional,
    help: "The coefficient of the L2 penalty, the sum of the weights' squares.")
  var l2 = App.defaults.l2

  /// Puts what the user says in place of the model's own settings.
  func apply(to options: inout TrainingOptions) throws {
    if let optimizer { options.optimizer = optimizer.optimizer }
    if let learningRate { options.optimizer.learningRate.initial = learningRate }
    if let weightDecay { options.optimizer.weightDecay = weightDecay }
    if let momentum {
      options.optimizer = try withMomentum(momentum, options.optimizer)
    }
    options.l1 = l1
    options.l2 = l2
  }

  private func withMomentum(
    _ momentum: Double, _ optimizer: any Optimizer
  ) throws -> any Optimizer {
    switch optimizer {
    case var optimizer as Momentum:
      optimizer.momentum = momentum
      return optimizer
    case var optimizer as Nesterov:
      optimizer.momentum = momentum
      return optimizer
    default:
      throw CommandLineError.momentumUnused(optimizer: type(of: optimizer).name)
    }
  }
}

extension CrotonApp {
  fileprivate static var defaultOptimizer: any Optimizer.Type { type(of: defaults.optimizer) }
  fileprivate static var defaultRate: LearningRate { defaults.optimizer.learningRate }
}

/// The optimisers that the command line has.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case sgd, momentum, nesterov, rmsprop, adam, adamw

  /// The optimiser with its customary numbers.
  var optimizer: any Optimizer {
    switch self {
    case .sgd: SGD()
    case .momentum: Momentum()
    case .nesterov: Nesterov()
    case .rmsprop: RMSProp()
    case .adam: Adam()
    case .adamw: AdamW()
    }
  }
}

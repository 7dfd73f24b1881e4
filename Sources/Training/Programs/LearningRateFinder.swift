import CMathematics
import Compiler
import Datasets
import Foundation
import NeuralNetworks

/// A test of learning rates: a short training in which the rate grows from step to step, and how
/// the loss follows (Smith, "Cyclical learning rates for training neural networks", 2017, 3.3).
///
///     let finder = LearningRateFinder(model: LeNet5(), data: .embeddedMNIST)
///     print(try finder.run().suggestion ?? 0)
public struct LearningRateFinder<Model: TrainableModel>: Sendable {
  /// The model.
  public var model: Model
  /// The data set.
  public var data: DataSource
  /// How the model is trained, but for the learning rate and its schedule.
  public var options: TrainingOptions
  /// The options of the compilation.
  public var compileOptions: CompileOptions
  /// The learning rate of the first step.
  public var lowest = 1e-6
  /// The learning rate that the last step would have.
  public var highest = 10.0
  /// The number of steps, if the loss does not grow too much before.
  public var steps = 200

  /// A test over rates from 0.000001 to 10.
  public init(
    model: Model, data: DataSource, options: TrainingOptions = Model.defaults,
    compileOptions: CompileOptions = CompileOptions()
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.compileOptions = compileOptions
  }

  /// Trains until the steps are done, or the loss is four times the lowest or no number.
  ///
  /// - Throws: what can go wrong with the settings, the data, the model or the compiler.
  public func run() throws -> LearningRateCurve {
    var options = options
    options.optimizer.learningRate = LearningRate(
      lowest, .geometric(last: highest, steps: steps))
    let program = try ModelProgram(
      model, dataset: try data.load(for: Model.self), options: options)
    var compiled = try program.compile(options: compileOptions)
    var curve = LearningRateCurve()
    let minibatches = program.batches.training
    for step in 0..<steps {
      let minibatch = step % minibatches
      if minibatch == 0 { compiled.startEpoch(step / minibatches + 1) }
      let loss = try compiled.trainStep(minibatch: minibatch)
      let share = Double(step) / Double(steps)
      guard curve.add(loss: loss, rate: lowest * croton_pow_double(highest / lowest, share)) else {
        break
      }
    }
    return curve
  }
}

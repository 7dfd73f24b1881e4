import Compiler
import Datasets
import Frontend
import Training

/// Times the ways in which a model can be computed on this machine, and keeps the fastest in the
/// cache: later compilations of the same functions with the same options take them.
///
///     let report = try Tuning(model: LeNet5(), data: .embeddedMNIST).run()
///     print(report.modelRight)
public struct Tuning<Model: TrainableModel>: Sendable {
  /// The network.
  public var model: Model
  /// The data set whose images it gets.
  public var data: DataSource
  /// How it is trained: the size of a minibatch, shuffling, the optimizer and the penalties count
  /// here.
  public var options: TrainingOptions
  /// How its functions are compiled.
  public var compileOptions: CompileOptions
  /// The number of calls of each function that are timed in a turn; kernels are timed in a quarter
  /// as many.
  public var steps: Int

  /// Measurements that ``run()`` makes.
  public init(
    model: Model, data: DataSource, options: TrainingOptions = Model.defaults,
    compileOptions: CompileOptions = CompileOptions(), steps: Int = 100
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.compileOptions = compileOptions
    self.steps = steps
  }

  /// - Throws: what can go wrong with the settings, the data, the model, the compiler or the cache.
  public func run() throws -> TuningReport {
    try compileOptions.validate()
    let dataset = try data.load(for: Model.self)
    let program = try ModelProgram(model, dataset: dataset, options: options)
    let minibatch = try program.firstMinibatch()
    let measured = program.takesMinibatches ? minibatch + [options.batchSize] : minibatch
    let images = try NDArray<Float>(
      shape: [options.batchSize, dataset.exampleSize],
      scalars: dataset.training.values.numbers(
        of: Array(0..<options.batchSize), size: dataset.exampleSize))
    let functions: [(FunctionDefinition, [any FunctionArgument])] =
      program.functions.enumerated().map { ($1, $0 == 0 ? minibatch : measured) }
      + [(program.predict, [images])]
    return TuningReport(
      model: Model.name, batchSize: options.batchSize, threads: compileOptions.threadCount,
      functions: try functions.map { definition, arguments in
        try FunctionTuner(
          definition: definition, options: compileOptions, calls: steps
        ) { _ in arguments }.run()
      })
  }
}

extension BenchmarkProgram {
  /// Times the ways in which the network can be computed on this machine, and keeps the fastest in
  /// the cache.
  ///
  /// - Parameter steps: the number of calls of each function that are timed in a turn.
  package func tune(_ options: CompileOptions, steps: Int) throws -> TuningReport {
    try options.validate()
    let minibatches = minibatches
    let images = images
    let step = FunctionTuner(definition: train, options: options, calls: steps) {
      [$0 % minibatches]
    }
    let inference = FunctionTuner(definition: predict, options: options, calls: steps) { _ in
      [images]
    }
    return TuningReport(
      model: name, batchSize: batchSize, threads: options.threadCount,
      functions: [try step.run(), try inference.run()])
  }
}

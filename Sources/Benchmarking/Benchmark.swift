import Compiler
import Datasets
import Frontend
import GraphIR
import Training

/// Measures a model: its training step, its inference, its compilation and its memory.
///
///     let report = try Benchmark(model: LeNet5(), data: .embeddedMNIST).run()
///     print(report.medianStepMilliseconds, report.kernels[0].name)
public struct Benchmark<Model: TrainableModel>: Sendable {
  /// The network that is measured.
  public var model: Model
  /// The data set whose images it gets.
  public var data: DataSource
  /// How it is trained: the size of a minibatch, the optimizer and the penalties count here.
  public var options: TrainingOptions
  /// How its functions are compiled.
  public var compileOptions: CompileOptions
  /// The number of calls of each function that are timed, after some that are not; kernels are
  /// timed in a quarter as many.
  public var steps: Int

  /// A measurement that ``run()`` makes.
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

  /// - Throws: what can go wrong with the settings, the data, the model or the compiler.
  public func run() throws -> BenchmarkReport {
    try report(dataset: data.load(for: Model.self))
  }

  /// The model at each value of a setting, everything else being the same.
  ///
  /// - Throws: as ``run()`` does, for a value that is not possible too.
  public func run(_ sweep: BenchmarkSweep) throws -> [BenchmarkReport] {
    try sweep.validate()
    let dataset = try data.load(for: Model.self)
    return try sweep.values.map { value in
      var benchmark = self
      switch sweep.setting {
      case .batch: benchmark.options.batchSize = value
      case .threads: benchmark.compileOptions.threads = value
      case .width: benchmark.compileOptions.vectorBytes = value
      }
      return try benchmark.report(dataset: dataset)
    }
  }

  private func report(dataset: Dataset) throws -> BenchmarkReport {
    // In the order of the data, which lies in memory then: a step computes the same in any order.
    var options = options
    options.shuffles = false
    let program = try ModelProgram(model, dataset: dataset, options: options)
    let images = try NDArray<Float>(
      shape: [options.batchSize, dataset.exampleSize],
      scalars: dataset.test.values.numbers(
        of: Array(0..<options.batchSize), size: dataset.exampleSize))
    return try BenchmarkProgram(
      name: Model.name, batchSize: options.batchSize, elementType: .float, train: program.train,
      minibatches: program.batches.training, predict: program.predict, images: images,
      functions: program.functions
    ).report(compileOptions, steps: steps)
  }
}

import Compiler
import Datasets
import Frontend
import GraphIR
import Storage
import Training

/// Predicts the time of a training step that several processes share, from kernels that are measured
/// in this one.
///
///     let report = try Scaling(model: LeNet5(), data: .embeddedMNIST).run()
///     for point in report.strong { print(point.ranks, point.speedup) }
public struct Scaling<Model: TrainableModel>: Sendable {
  /// The network.
  public var model: Model
  /// The data set whose images it gets.
  public var data: DataSource
  /// How it is trained: the size of a minibatch, the optimizer and the penalties count here.
  public var options: TrainingOptions
  /// How its functions are compiled; the number of threads is that of each process.
  public var compileOptions: CompileOptions
  /// The numbers of processes.
  public var ranks: RankCounts
  /// What they exchange messages over.
  public var network: Interconnect
  /// The most bytes of sums that are exchanged together; a larger sum is exchanged alone.
  public var bucketBytes: Int
  /// Kernels are timed in a quarter as many steps.
  public var steps: Int

  /// A prediction that ``run()`` makes.
  public init(
    model: Model, data: DataSource, options: TrainingOptions = Model.defaults,
    compileOptions: CompileOptions = CompileOptions(), ranks: RankCounts = .upTo1024,
    network: Interconnect = Interconnect.builtIn[0],
    bucketBytes: Int = CompileOptions.defaultBucketBytes, steps: Int = 100
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.compileOptions = compileOptions
    self.ranks = ranks
    self.network = network
    self.bucketBytes = bucketBytes
    self.steps = steps
  }

  /// - Throws: what can go wrong with the settings, the data, the model or the compiler;
  ///   `ModelError` where a network mixes the images of a minibatch, so that processes cannot share
  ///   it.
  public func run() throws -> ScalingReport {
    guard bucketBytes > 0 else { throw ScalingError.bucketBytes(bucketBytes) }
    try compileOptions.validate()
    var options = options
    options.shuffles = false
    let dataset = try data.load(for: Model.self).firstMinibatch(of: options.batchSize)
    let program = try ModelProgram(
      model, dataset: dataset, options: options, takesMinibatches: false)
    let addition = try AdditionRate.millisecondsPerByte(steps: steps)
    let one = try measure(program, nil)
    let first = one.time { _ in 0 }
    let granularity = try GeneratedFunction.optimizedGraph(
      of: program.train, options: compileOptions
    ).sumGranularity
    let shards = Shards(images: options.batchSize, granularity: granularity)

    func point(_ ranks: Int, _ images: Int, _ model: StepModel, work: Double) -> ScalingReport.Point
    {
      let time = model.time { bytes in
        network.allReduceMilliseconds(bytes: bytes, ranks: ranks, addition: addition)
      }
      let speedup = work * first.step / time.step
      return ScalingReport.Point(
        ranks: ranks, imagesPerRank: images, stepMilliseconds: time.step, speedup: speedup,
        efficiency: speedup / Double(ranks), communicationShare: time.waitingShare)
    }

    // Processes with as many images do the same work.
    var models: [Int: StepModel] = [:]
    let strong = try ranks.values.compactMap { count -> ScalingReport.Point? in
      guard count > 1 else { return point(1, options.batchSize, one, work: 1) }
      guard let (rank, images) = shards.slowest(of: count) else { return nil }
      let model =
        try models[images]
        ?? measure(program, program.process(rank, of: count))
      models[images] = model
      return point(count, images, model, work: 1)
    }
    var alone = program.process(0, of: 1)
    alone.sumsAlone = true
    let whole = try measure(program, alone)
    let graph = try GeneratedFunction.optimizedGraph(
      of: program.train, options: measuredOptions(alone))
    let sums = graph.nodes.filter { $0.operation == .allReduce }.map { $0.types[0].byteCount }
    let possible = ranks.values.filter {
      Shards(images: options.batchSize * $0, granularity: granularity).slowest(of: $0) != nil
    }
    return ScalingReport(
      model: Model.name, batchSize: options.batchSize, threads: compileOptions.threadCount,
      network: network, bucketBytes: bucketBytes, sums: sums.count, sumBytes: sums.reduce(0, +),
      additionGigabytesPerSecond: 1e-6 / addition, stepMilliseconds: first.step, strong: strong,
      mostRanks: shards.most,
      weak: possible.map { count in
        point(count, options.batchSize, count > 1 ? whole : one, work: Double(count))
      }, weakRefused: ranks.values.filter { !possible.contains($0) })
  }

  /// What a process does in a step, measured.
  private func measure(
    _ program: ModelProgram, _ process: ProcessRank?
  ) throws -> StepModel {
    let minibatch = try program.firstMinibatch()
    let (function, times) = try FunctionMeasurement(
      definition: program.train, options: measuredOptions(process), calls: steps
    ) { _ in minibatch }.kernelSamples()
    return StepModel(function.schedule.kernels, milliseconds: times.map(\.median))
  }

  /// How the function of a process is compiled, to be measured without the others.
  private func measuredOptions(_ process: ProcessRank?) -> CompileOptions {
    var options = compileOptions
    options.process = process
    options.leavesOutMessages = true
    options.bucketBytes = bucketBytes
    return options
  }
}

/// The images of processes that share a minibatch.
struct Shards {
  let images: Int
  let granularity: Int

  /// The most processes that can share it.
  var most: Int { SumTree(images: images, granularity: granularity).chunks }

  /// The first of the processes that have the most images, which all others wait for; `nil` where
  /// there are too many processes.
  func slowest(of ranks: Int) -> (rank: Int, images: Int)? {
    guard ranks <= most else { return nil }
    let counts = (0..<ranks).map {
      BatchShard(rank: $0, of: ranks, images: images, granularity: granularity).count
    }
    guard let largest = counts.max(), let rank = counts.firstIndex(of: largest) else { return nil }
    return (rank, largest)
  }
}

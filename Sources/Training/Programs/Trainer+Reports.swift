import Compiler
import Datasets
import GraphPasses

extension Trainer {
  /// Prints the line of a stage, for the tutorials' models only.
  func announce(_ stage: TutorialWording.Stage, on sink: any ConsoleSink) throws {
    guard !isQuiet, let wording = options.wording else { return }
    try sink.write("\(wording.announcement(of: stage))\n")
  }

  /// Prints the summary of a model that is not a tutorial's.
  func summarize(
    _ program: ModelProgram, _ compiled: CompiledProgram, on notes: any ConsoleSink
  ) throws {
    guard !isQuiet, options.wording == nil else { return }
    let summary = ModelSummary(program, train: compiled.train.generated)
    try notes.write("\(summary)\n\n")
  }

  /// The reporters on the console, the logs, and the log for TensorBoard.
  ///
  /// - Parameters:
  ///   - isOver: whether there is nothing to train, and so nothing for TensorBoard.
  ///   - logs: the logs of the run.
  func observers(
    of program: ModelProgram, sink: any ConsoleSink, notes: any ConsoleSink, isOver: Bool,
    logs: [JSONLinesLog]
  ) -> [any TrainingObserver] {
    let measure = program.expressions.prediction.measure
    let progress =
      isQuiet ? nil : ProgressLine(sink: notes, batchSize: program.batchSize, measure: measure)
    let reporter: any TrainingObserver =
      if let wording = options.wording {
        ConsoleReporter(
          wording: wording, sink: sink, reportsCost: true, reportsSteps: !isQuiet,
          progress: progress)
      } else {
        PlainReporter(measure: measure, sink: sink, progress: progress)
      }
    let tensorBoard = (isOver ? nil : tensorBoardPath).map {
      TensorBoardLog(folder: $0, program: program)
    }
    let consoles: [(any TrainingObserver)?] = [progress, reporter, tensorBoard]
    let observers = consoles.compactMap { $0 } + logs
    // A hash takes time: none is computed that nobody reads.
    guard !logs.isEmpty || printsHashes || callbacks.afterHash != nil else { return observers }
    let hashes = ParameterHashes(of: program.savedParameters) { position, hash in
      for log in logs { try log.write(hash: hash, at: position) }
      if printsHashes {
        try progress?.erase()
        try sink.write("epoch \(position.epoch)  parameters SHA-256 \(hash)\n")
      }
      try callbacks.afterHash?(position, hash)
    }
    return observers + [hashes]
  }

  /// The settings of the run, for the log.
  func settings(_ dataset: Dataset) -> KeyValuePairs<String, any Encodable> {
    [
      "model": Model.name, "data": dataset.name, "training_examples": dataset.training.count,
      "validation_examples": dataset.validation.count, "test_examples": dataset.test.count,
      "epochs": options.epochs, "batch_size": options.batchSize,
      "optimizer": type(of: options.optimizer).name,
      "learning_rate": options.optimizer.learningRate.initial,
      "schedule": options.optimizer.learningRate.schedule.name,
      "weight_decay": options.optimizer.weightDecay, "l1": options.l1, "l2": options.l2,
      "optimizer_settings": options.optimizer.settings,
      "seed": options.seed, "shuffles": options.shuffles,
      "patience": options.earlyStopping.patience,
      "patience_increase": options.earlyStopping.patienceIncrease,
      "improvement_threshold": options.earlyStopping.improvementThreshold,
      "threads": compileOptions.threadCount, "exact": compileOptions.isExact,
      "blas": compileOptions.blas.rawValue, "precision": compileOptions.precision.rawValue,
      "bf16_instruction": Precision.hasInstruction,
      "excluded_passes": Optimization.full.passNames.filter {
        !compileOptions.optimization.passNames.contains($0)
      },
      "arguments": arguments,
    ]
  }

  /// What the log tells of a run that goes on: it may do so with another version, on another
  /// machine.
  var resumption: KeyValuePairs<String, any Encodable> {
    [
      "croton": CrotonVersion.text, "threads": compileOptions.threadCount, "arguments": arguments,
      "machine": RunMachine.current,
    ]
  }
}

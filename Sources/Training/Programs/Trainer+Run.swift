import Compiler
import Datasets
import Files
import Frontend

/// A run whose data, model and settings are there and fit together, before anything is compiled.
private struct PreparedRun {
  let program: ModelProgram
  let loop: TrainingLoop
  let settings: KeyValuePairs<String, any Encodable>
  let functions: [GeneratedFunction]
  let checkpoint: TrainingCheckpoint
  let log: JSONLinesLog?
  /// The configuration of the run that goes on.
  let resumed: RunConfiguration?
  /// Keeps other programs from training the run.
  let lock: File?
}

/// Where one of several processes that does not print writes.
private struct NoOutput: ConsoleSink {
  var terminalColumns: Int? { nil }
  func write(_ text: String) {}
}

extension Trainer {
  /// Trains until the epochs are over, the patience is, or the user interrupts.
  ///
  /// - Parameters:
  ///   - sink: where the results go.
  ///   - warnings: the sink of warnings about the model, of notes about the data and unused
  ///     examples, of the summary of a model that is not a tutorial's, and, on a terminal, of the
  ///     progress line.
  ///   - interrupt: looked at before each training step. It is asked for when training begins:
  ///     until then there is nothing to keep, and Ctrl-C ends the process as usual.
  ///   - checkpoints: when checkpoints are written, if there is a folder for them. It is asked for
  ///     when training begins.
  ///   - didSave: told at the end of the run, however it ends, where its best parameters are. A run
  ///     that ends before its first validation has none.
  /// - Throws: what can go wrong with the settings, the data, the model, the compiler or the files.
  ///   Of several processes, the first throws what has gone wrong in any, and the others
  ///   `DistributedError.reported`. Where one cannot go on after training has begun, it says why on
  ///   the standard error and ends all of them.
  @discardableResult
  public func run(
    sink: any ConsoleSink = StandardOutput(), warnings: any ConsoleSink = StandardError(),
    interrupt: @autoclosure () -> RequestFlag = RequestFlag(),
    checkpoints: @autoclosure () -> CheckpointSchedule = CheckpointSchedule(),
    didSave: (String) -> Void = { _ in }
  ) throws -> TrainingResult {
    guard let processes, !processes.isFirst else {
      return try train(
        sink: sink, notes: warnings, interrupt: interrupt, checkpoints: checkpoints,
        didSave: didSave)
    }
    return try withoutFiles.train(
      sink: NoOutput(), notes: NoOutput(), interrupt: interrupt, checkpoints: checkpoints,
      didSave: { _ in })
  }

  /// The trainer of a process that computes what another records.
  private var withoutFiles: Trainer {
    var trainer = self
    trainer.runFolder = nil
    trainer.savePath = nil
    trainer.logPath = nil
    trainer.tensorBoardPath = nil
    trainer.printsHashes = false
    trainer.callbacks = TrainingCallbacks()
    return trainer
  }

  /// Does what can fail in some of the processes only.
  private func agree<Value>(_ body: () throws -> Value) throws -> Value {
    if let processes { return try processes.agree(body) }
    return try body()
  }

  private func train(
    sink: any ConsoleSink, notes: any ConsoleSink, interrupt: () -> RequestFlag,
    checkpoints: () -> CheckpointSchedule, didSave: (String) -> Void
  ) throws -> TrainingResult {
    let run = try agree { try prepare(sink: sink, notes: notes) }
    var lock = run.lock
    defer { withExtendedLifetime(lock) {} }
    let (program, loop, settings) = (run.program, run.loop, run.settings)
    if let processes { try processes.compare(agree { try identity(of: run).text }) }
    let restored = try agree { try resumedFolder.map { try run.checkpoint.restore(from: $0) } }
    let state = try processes?.broadcast(restored, values: program.savedArrays) ?? restored
    // After what can refuse a run, since the C compiler takes its time.
    let group = processes?.group(for: program)
    var compiled = try agree { try program.compile(run.functions, processes: group) }
    let writer = CheckpointWriter(
      run.checkpoint, folder: runFolder, savePath: savePath, keptCount: keptCheckpoints)
    if processes?.isFirst != false {
      compiled.onBest = { _ in try writer.saveBest() }
      compiled.onCheckpoint = { try writer.save($0) }
    }
    // Of a run that had ended, nothing changes. One that was killed after its last step still has
    // to say in its log that it is over.
    let isOver =
      state.map(loop.isOver) == true && runFolder.flatMap { TrialResult(of: $0) } != nil
    let recordFolder = isOver ? nil : runFolder
    let runLog = try agree { () throws -> JSONLinesLog? in
      try summarize(program, compiled, on: notes)
      try run.log?.add(settings)
      if let recordFolder {
        if run.resumed == nil { try recordFolder.make() }
        try RunConfiguration.write(
          settings, earlier: run.resumed, of: run.checkpoint, to: recordFolder)
        if lock == nil { lock = try recordFolder.lock() }
      }
      let runLog = try recordFolder.map {
        try JSONLinesLog(path: $0.logPath, settings: settings, resumption: resumption)
      }
      if let state { try writer.resume(from: state) }
      if resumes, !isQuiet, let runFolder {
        let place = place(of: state, isOver: isOver)
        try notes.write("note: the run in '\(runFolder.path.shownAsPath)' \(place)\n")
      }
      try announce(.training, on: sink)
      return runLog
    }
    defer { if let path = writer.bestPath { didSave(path) } }
    let observer = CallbackObserver(callbacks)
    let observers =
      observers(
        of: program, sink: sink, notes: notes, isOver: isOver,
        logs: [runLog, run.log].compactMap { $0 })
      + [observer]
    var schedule = checkpoints()
    if keptCheckpoints > 0 { schedule.secondsBeforeValidation = 0 }
    let interrupt = interrupt()
    guard let processes else {
      return try loop.run(
        &compiled, from: state, observers: observers, interrupt: interrupt,
        checkpoints: schedule, isStopped: { observer.isStopped })
    }
    let result = try processes.train(
      compiled, loop, from: state, observers: observers, interrupt: interrupt,
      checkpoints: schedule, isStopped: callbacks.stopsWhen == nil ? nil : { observer.isStopped })
    let traffic = processes.session.traffic()
    if !isQuiet, traffic.sentBytes > 0 {
      try notes.write("note: \(traffic.text(seconds: result.timing.seconds))\n")
    }
    return result
  }

  /// Reads the data and builds the model and its functions, with all that can refuse a run.
  private func prepare(
    sink: any ConsoleSink, notes: any ConsoleSink
  ) throws -> PreparedRun {
    // What is wrong with a setting or a path should not cost a training run.
    try options.validate()
    try compileOptions.validate()
    if processes != nil {
      if compileOptions.blas == .openBLAS { throw DistributedError.openBLAS }
      if compileOptions.kernelCheckInterval != nil { throw DistributedError.kernelCheck }
    }
    try checkFiles()
    let resumed = try resumes ? runFolder.map { try RunConfiguration(of: $0) } : nil
    // Before the checkpoint is read: what another process writes must not be mixed with this.
    let lock = try resumed == nil ? nil : runFolder?.lock()
    let log = try logPath.map { try JSONLinesLog(path: $0, resumption: resumption) }
    try announce(.loadingData, on: sink)
    var source = data
    source.keepsValuesInFiles = processes != nil
    let dataset = try source.load(for: Model.self)
    try announce(.buildingModel, on: sink)
    let program = try ModelProgram(
      model, dataset: dataset, options: options, takesMinibatches: processes == nil ? nil : true)
    for warning in program.warnings { try notes.write("\(warning)\n") }
    if let processes, !isQuiet,
      let note = program.process(processes.rank, of: processes.ranks).note
    {
      try notes.write("note: \(note)\n")
    }
    for note in dataset.notes where !isQuiet { try notes.write("note: \(note)\n") }
    for examples in program.unusedExamples where !isQuiet {
      try notes.write("note: \(examples)\n")
    }
    if compileOptions.precision == .bf16, !isQuiet {
      try notes.write("note: \(Precision.instructionNote)\n")
    }
    let loop = try TrainingLoop(
      trainingBatches: program.batches.training, validationBatches: program.batches.validation,
      testBatches: program.batches.test, epochs: options.epochs,
      earlyStopping: options.earlyStopping)
    let settings = settings(dataset)
    if let resumed, let runFolder {
      guard let earlier = resumed.settings else { throw RunError.noSettings(path: runFolder.path) }
      try earlier.check(RunSettings(settings), path: runFolder.path)
    }
    var compileOptions = compileOptions
    // What one of the machines has measured is no choice of all.
    if processes != nil { compileOptions.tuning = .model }
    var functions = try generate(program, compileOptions)
    let earlier = try resumed ?? repeatedFolder.map { try RunConfiguration(of: $0) }
    if let earlier = earlier?.algorithms, earlier.list != functions[0].algorithms {
      // A run that began before it was tuned goes on in the ways of the cost model.
      compileOptions.tuning = .model
      functions = try generate(program, compileOptions)
    }
    // Those of the function on whole minibatches, which no number of processes changes.
    let algorithms =
      try processes == nil
      ? functions[0].algorithms : program.trainingAlgorithms(options: compileOptions)
    if let repeatedFolder {
      try RunConfiguration.check(repeatedFolder, repeatsWith: RunAlgorithms(algorithms))
    }
    let checkpoint = try TrainingCheckpoint(
      of: program, algorithms: algorithms, model: Model.name, data: data)
    return PreparedRun(
      program: program, loop: loop, settings: settings, functions: functions,
      checkpoint: checkpoint, log: log, resumed: resumed, lock: lock)
  }

  /// The functions of a run, for this one of several processes if there are several.
  private func generate(
    _ program: ModelProgram, _ options: CompileOptions
  ) throws -> [GeneratedFunction] {
    var options = options
    options.process = processes.map { program.process($0.rank, of: $0.ranks) }
    return try program.generate(options: options)
  }

  /// What all processes must have in common.
  private func identity(of run: PreparedRun) throws -> ProcessIdentity {
    let own = Set(["data", "threads", "arguments", "bf16_instruction"])
    let settings = try run.settings.filter { !own.contains($0.key) }.map {
      (key, value) in (key, try OrderedJSONObject.encode(value))
    }
    return ProcessIdentity(
      [("croton_version", CrotonVersion.text)] + settings
        + [
          ("data_sha256", try run.program.dataset.digest()),
          ("training_step_sha256", run.checkpoint.graphHash),
          ("bucket_bytes", "\(compileOptions.bucketBytes)"),
          ("exchanges", run.functions.map(\.schedule.exchanges).joined(separator: "; ")),
        ])
  }
}

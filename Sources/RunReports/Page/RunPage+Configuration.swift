import Training

extension [PageValues.Fact] {
  /// The data of a run.
  init(dataOf settings: RunSettings) {
    let sets = [settings.trainingExamples, settings.validationExamples, settings.testExamples]
    self = [
      .init(name: "Data", value: settings.data),
      .init(
        name: "Training, validation, test",
        value: sets.map(PageText.count).joined(separator: " · ")),
    ]
  }
}

/// The settings and the machine of the run.
extension RunPage {
  /// The settings in the order in which a reader asks for them.
  var settings: [PageValues.Fact] {
    guard let settings = report.configuration.settings else { return [] }
    var facts = [PageValues.Fact](dataOf: settings)
    facts += [
      .init(name: "Epochs, at most", value: PageText.count(settings.epochs)),
      .init(name: "Minibatch", value: PageText.count(settings.batchSize)),
      .init(name: "Shuffled", value: settings.shuffles ? "yes" : "no"),
      .init(name: "Optimiser", value: settings.optimizer),
      .init(name: "Learning rate", value: PageText.number(settings.learningRate)),
      .init(name: "Schedule", value: settings.schedule),
    ]
    facts += settings.optimizerSettings.sorted { $0.key < $1.key }.map { name, value in
      .init(name: name, value: PageText.number(value))
    }
    let penalties = [
      ("Weight decay", settings.weightDecay), ("L1", settings.l1), ("L2", settings.l2),
    ]
    facts += penalties.filter { $0.1 != 0 }.map {
      .init(name: $0.0, value: PageText.number($0.1))
    }
    return facts + [
      .init(name: "Patience", value: "\(PageText.count(settings.patience)) steps"),
      .init(name: "Patience increase", value: "× \(settings.patienceIncrease)"),
      .init(
        name: "Improvement threshold", value: PageText.number(settings.improvementThreshold)),
      .init(name: "Seed", value: "\(settings.seed)"),
      .init(name: "Threads", value: "\(settings.threads)"),
      .init(name: "Exact arithmetic", value: settings.exact ? "yes" : "no"),
    ]
  }

  /// The machine that the run began on.
  var machine: [PageValues.Fact] {
    var facts: [PageValues.Fact] = []
    if let machine = report.configuration.machine {
      facts = [
        .init(name: "System", value: machine.system),
        .init(name: "Processor", value: machine.processor),
        .init(name: "Instruction set", value: machine.architecture),
        .init(name: "Logical cores", value: "\(machine.cores)"),
        .init(name: "Vectors", value: "\(machine.vectorBytes) bytes"),
        .init(name: "Memory", value: "\(ModelSummary.scaled(machine.memoryBytes))B"),
      ]
    }
    return facts + (report.configuration.version.map { [.init(name: "Version", value: $0)] } ?? [])
  }

  /// The arguments of the command line.
  var command: String? {
    let arguments = report.configuration.arguments
    guard !arguments.isEmpty else { return nil }
    return PageText.command(arguments)
  }
}

import CEmitter
import Compiler
import StandaloneTemplates
import Training

extension StandaloneFolder {
  /// The files of a folder, as they are added one after the other.
  struct Contents {
    /// The name of the C target that the folder is to be, if it is one.
    let module: ModuleName?
    private(set) var files: [(name: String, text: String)] = []
    private(set) var parts: [(template: StandaloneTemplate, values: any TemplateValues)] = []

    init(module: ModuleName?) { self.module = module }

    mutating func add(_ template: StandaloneTemplate, _ values: some TemplateValues) throws {
      parts.append((template, values))
      // SwiftPM takes the headers in this folder for those of other targets.
      let isPublic = module != nil && [.modelHeader, .moduleMap].contains(template)
      let name = (isPublic ? "include/" : "") + template.fileName
      files.append((name, try template.render(values)))
    }

    /// The network itself.
    mutating func addNetwork(
      _ model: StandaloneModel, network: NetworkValues, layout: ContextLayout,
      initial: InitialValues, functions: [StandaloneFunction], shards: [StandaloneShard],
      prefix: SymbolPrefix, dialect: CDialect
    ) throws {
      let ofShards = shards.flatMap(\.functions)
      let calls = (functions + ofShards).map { $0.values(of: model) }
      let counterCount = model.values.count { $0.role == .counter }
      try add(
        .modelHeader,
        ModelHeaderValues(network: network, dataNote: Self.dataNote(model, initial)))
      try add(
        .model,
        ModelValues(
          network: network, examplesOffset: layout.examples, targetsOffset: layout.targets,
          outputsOffset: layout.outputs, arenaOffset: layout.arena,
          workspaceOffset: layout.workspace, probabilitiesOffset: layout.secondOutput,
          rate: RateValues(model), errorType: network.classes ? "int64_t" : "float",
          functions: calls))
      try add(
        .internals,
        InternalValues(
          network: network, valueCount: model.values.count,
          savedCount: model.values.count { $0.isSavedArray }, counterCount: counterCount,
          counters: counterCount > 0))
      try add(.kernels, KernelsValues(network: network, functions: calls))
      if !shards.isEmpty { try add(.shardsHeader, PlainValues(network: network)) }
      for function in functions + ofShards {
        for file in try function.files(prefix: prefix, dialect: dialect) { add(file) }
      }
      try add(
        .parameters,
        ParametersValues(
          model, network: network, layout: layout, initial: initial,
          header: model.header(
            algorithms: model.train.flatMap { _ in functions.first }?.schedule
              .algorithms)))
      for template in [StandaloneTemplate.randomHeader, .random] {
        try add(template, PlainValues(network: network))
      }
    }

    /// What reads and writes checkpoints.
    mutating func addCheckpoints(
      _ model: StandaloneModel, network: NetworkValues, layout: ContextLayout
    ) throws {
      let counters = model.values.filter { $0.role == .counter }
      let values = CheckpointValues(
        network: network, counters: !counters.isEmpty,
        mostNumbers: counters.map(\.storage.type.shape.elementCount).max() ?? 1,
        valueBytes: layout.valueBytes)
      for template in [StandaloneTemplate.checkpoint, .headerHeader, .header, .jsonHeader, .json] {
        try add(template, values)
      }
    }

    /// The programs that train and predict, and readers of data.
    mutating func addPrograms(_ model: StandaloneModel, network: NetworkValues) throws {
      let readers: [StandaloneTemplate] = [.dataHeader, .data, .raw] + (network.idx ? [.idx] : [])
      for template in readers { try add(template, PlainValues(network: network)) }
      if network.trains {
        let values = ProgramValues(model, network: network)
        for template in [
          StandaloneTemplate.batchesHeader, .batches, .optionsHeader, .options, .reportHeader,
          .report, .sha256Header, .sha256, .train,
        ] { try add(template, values) }
      }
      try add(
        .predict,
        PredictValues(
          network: network,
          classNames: model.description.classNames.map { TextValue(CText.string($0)) },
          defaultParameters: model.hasWeights ? "NULL" : #""best.safetensors""#))
    }

    /// What lets the program that trains be one of several processes.
    mutating func addProcesses(_ values: DistributedValues) throws {
      for template in [StandaloneTemplate.distributedHeader, .distributed] {
        try add(template, values)
      }
      for file in try CEmitter.processes(abiVersion: nil) { add((file.name, file.text)) }
    }

    /// Adds a file that is no template's, unless it is there: several functions share headers.
    private mutating func add(_ file: (name: String, text: String)) {
      guard !files.contains(where: { $0.name == file.name }) else { return }
      files.append(file)
    }

    /// The program to begin with, what builds all, and what is to be read first.
    mutating func addBuild(
      _ target: StandaloneTarget, network: NetworkValues, options: CompileOptions,
      readme: ReadmeValues
    ) throws {
      files.append(("example.c", readme.example))
      let values = BuildValues(
        network: network, target: target, options: options, files: files.map(\.name))
      try add(.makefile, values)
      if target.isNative { try add(.cmake, values) }
      try add(.readme, readme)
    }

    private static func dataNote(_ model: StandaloneModel, _ initial: InitialValues) -> String {
      let isData = zip(model.values, initial.values)
        .contains { $0.role != .fixed && $1 == .data }
      guard isData else { return "" }
      return model.hasWeights
        ? " Parameters are those of a file, and the same\n   for every seed."
        : " Those that are part of\n   the C are the same for every seed."
    }
  }
}

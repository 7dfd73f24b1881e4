import CEmitter
import CallABI
import Compiler
import Files
import Foundation
import Frontend
import GraphIR
import Schedule
import StandaloneTemplates
import Training

/// A network as C that needs nothing but a C compiler and its library: the network itself, programs
/// that train and predict, and what builds them.
package struct StandaloneFolder: Sendable {
  /// The name and the text of each file.
  package let files: [(name: String, text: String)]
  /// What a context takes.
  package let need: ContextNeed
  /// The templates of which files were made, and their values.
  let parts: [(template: StandaloneTemplate, values: any TemplateValues)]

  /// - Parameters:
  ///   - options: how the functions are compiled.
  /// - Throws: `StandaloneError` for a model that C cannot have, and what the compiler throws.
  package init(
    _ model: StandaloneModel, settings: StandaloneSettings = StandaloneSettings(),
    options: CompileOptions = CompileOptions()
  ) throws {
    let prefix = try settings.prefix ?? SymbolPrefix(model: model.name)
    try Self.checkNames(of: model)
    guard options.blas == .none else { throw StandaloneError.blas }
    let target = settings.target
    let options = settings.compileOptions(options)
    let functions = try StandaloneFunction.functions(of: model, options: options)
    let predict = functions[functions.count - 1].schedule
    let initial = try InitialValues(model)
    // Microcontrollers have more flash than RAM; elsewhere a file may replace what is given.
    let constants = target.isHosted ? [] : initial.constants(of: model)
    let layout = ContextLayout(model.values, functions: functions, constants: constants)
    need = ContextNeed(model, functions: functions, layout: layout)
    if let memory = settings.memory, need.byteCount > memory.byteCount {
      throw StandaloneError.memory(need, memory, batchSize: model.options.batchSize)
    }
    let network = try NetworkValues(model, prefix: prefix, layout: layout, target: target)

    var files: [(name: String, text: String)] = []
    var parts: [(template: StandaloneTemplate, values: any TemplateValues)] = []
    func add(_ template: StandaloneTemplate, _ values: some TemplateValues) throws {
      parts.append((template, values))
      // SwiftPM takes the headers in this folder for those of other targets.
      let isPublic = settings.module != nil && [.modelHeader, .moduleMap].contains(template)
      let name = (isPublic ? "include/" : "") + template.fileName
      files.append((name, try template.render(values)))
    }
    let plain = PlainValues(network: network)
    let calls = functions.map { $0.values(of: model) }
    let counters = model.values.filter { $0.role == .counter }
    try add(
      .modelHeader,
      ModelHeaderValues(network: network, dataNote: Self.dataNote(model, initial)))
    try add(
      .model,
      ModelValues(
        network: network, examplesOffset: layout.examples, targetsOffset: layout.targets,
        outputsOffset: layout.outputs, arenaOffset: layout.arena,
        workspaceOffset: layout.workspace, probabilitiesOffset: layout.secondOutput,
        rate: RateValues(model),
        errorType: network.classes ? "int64_t" : "float", functions: calls))
    try add(
      .internals,
      InternalValues(
        network: network, valueCount: model.values.count,
        savedCount: model.values.count { $0.isSavedArray }, counterCount: counters.count,
        counters: !counters.isEmpty))
    try add(.kernels, KernelsValues(network: network, functions: calls))
    for file in try functions.flatMap({ try $0.files(prefix: prefix, dialect: target.dialect) })
    where !files.contains(where: { $0.name == file.name }) {
      files.append((file.name, file.text))
    }
    try add(
      .parameters,
      ParametersValues(model, network: network, layout: layout, initial: initial))
    for template in [StandaloneTemplate.randomHeader, .random] { try add(template, plain) }
    let checkpoint = CheckpointValues(
      network: network, counters: !counters.isEmpty,
      mostNumbers: counters.map(\.storage.type.shape.elementCount).max() ?? 1,
      valueBytes: layout.valueBytes)
    if target.isHosted {
      for template in [StandaloneTemplate.checkpoint, .headerHeader, .header, .jsonHeader, .json] {
        try add(template, checkpoint)
      }
    }
    if let module = settings.module {
      try add(.moduleMap, ModuleMapValues(network: network, module: module.text))
      (self.files, self.parts) = (files, parts)
      return
    }
    if target.isHosted {
      for template in [StandaloneTemplate.dataHeader, .data, .raw] { try add(template, plain) }
      if network.idx { try add(.idx, plain) }
    } else {
      try add(.startup, plain)
      try add(.board, plain)
    }
    if network.trains && target.isHosted {
      let program = ProgramValues(model, network: network)
      for template in [
        StandaloneTemplate.batchesHeader, .batches, .optionsHeader, .options, .reportHeader,
        .report, .sha256Header, .sha256, .train,
      ] { try add(template, program) }
    }
    if target.isHosted {
      try add(
        .predict,
        PredictValues(
          network: network,
          classNames: model.description.classNames.map { TextValue(CText.string($0)) },
          defaultParameters: model.hasWeights ? "NULL" : #""best.safetensors""#))
    }
    let example = ExampleProgram.text(network)
    files.append(("example.c", example))
    let build = BuildValues(
      network: network, target: target, options: options, files: files.map(\.name))
    try add(.makefile, build)
    if target.isHosted { try add(.cmake, build) }
    try add(
      .readme,
      ReadmeValues(
        model, network: network, initial: initial, vectorBytes: predict.target.registerBytes,
        settings: settings, contextBytes: need.byteCount, kernelFiles: functions.map(\.fileName),
        example: example))
    for binding in settings.bindings {
      try add(
        binding == .fortran ? .fortran : .python, BindingValues(network: network, model: model))
    }
    self.files = files
    self.parts = parts
  }

  /// Writes the files, making the folder where it does not exist. Those that have their text already
  /// stay as they are, so that nothing is built again for them.
  ///
  /// - Returns: the path of each file.
  /// - Throws: the file system's error.
  @discardableResult
  package func write(to folder: String) throws -> [String] {
    let folders = Set(files.map { "\(folder)/\($0.name)" }.map(WholeFile.directory(of:)))
    for folder in folders.sorted() {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try removeLeftovers(in: folder)
    return try files.map { file in
      let path = "\(folder)/\(file.name)"
      try WholeFile(path: path).update(Array(file.text.utf8))
      return path
    }
  }

  /// Removes what an earlier writing has left of functions that there are no longer: SwiftPM compiles
  /// every file in the folder of a target.
  private func removeLeftovers(in folder: String) throws {
    let names = Set(files.map(\.name))
    guard names.contains("include/\(StandaloneTemplate.moduleMap.fileName)") else { return }
    for name in StandaloneFunction.names.map(StandaloneFunction.fileName(of:))
    where !names.contains(name) && FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  private static func checkNames(of model: StandaloneModel) throws(StandaloneError) {
    let names =
      model.values.map { ($0.name, "value") }
      + model.description.target.names.map { ($0, "target") }
    for (name, what) in names where name.utf8.count > StandaloneError.longestName {
      throw .longName(name, what: what, length: name.utf8.count)
    }
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

import CEmitter
import Compiler
import Files
import Foundation
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
    guard !options.checksBounds else { throw StandaloneError.boundsChecked }
    let target = settings.target
    let options = settings.compileOptions(options)
    let functions = try StandaloneFunction.functions(of: model, options: options)
    let shards = try StandaloneShard.all(of: model, ranks: settings.ranks, options: options)
    let predict = functions[functions.count - 1].schedule
    let initial = try InitialValues(model)
    // Microcontrollers have more flash than RAM; elsewhere a file may replace what is given.
    let constants = target.isHosted ? [] : initial.constants(of: model)
    let layout = ContextLayout(
      model.values, functions: functions, shards: shards, constants: constants)
    need = ContextNeed(model, functions: functions, shards: shards, layout: layout)
    if let memory = settings.memory, need.byteCount > memory.byteCount {
      throw StandaloneError.memory(need, memory, batchSize: model.options.batchSize, advice: nil)
    }
    let network = try NetworkValues(
      model, prefix: prefix, layout: layout, target: target, ranks: settings.ranks,
      shardsBatches: !shards.isEmpty)

    var contents = Contents(module: settings.module)
    try contents.addNetwork(
      model, network: network, layout: layout, initial: initial, functions: functions,
      shards: shards, prefix: prefix, dialect: target.dialect)
    if target.isHosted { try contents.addCheckpoints(model, network: network, layout: layout) }
    if let module = settings.module {
      try contents.add(.moduleMap, ModuleMapValues(network: network, module: module.text))
    } else {
      if target.isHosted {
        try contents.addPrograms(model, network: network)
        if settings.ranks != nil {
          try contents.addProcesses(
            DistributedValues(
              model, network: network, shards: shards, algorithms: functions[0].schedule.algorithms)
          )
        }
      } else {
        for template in [StandaloneTemplate.startup, .board] {
          try contents.add(template, PlainValues(network: network))
        }
      }
      try contents.addBuild(
        target, network: network, options: options,
        readme: ReadmeValues(
          model, network: network, initial: initial, vectorBytes: predict.target.registerBytes,
          settings: settings, contextBytes: need.byteCount,
          kernelFiles: functions.map(\.fileName)
            + (functions.contains { $0.schedule.usesBFloat16 } ? ["croton_bf16.h"] : []),
          example: ExampleProgram.text(network)))
      let bindings = try BindingValues(network: network, model: model, layout: layout)
      for binding in settings.bindings {
        try contents.add(binding == .fortran ? .fortran : .python, bindings)
      }
      if target == .wasm32 {
        try contents.add(.javaScript, bindings)
        try contents.add(.runner, PlainValues(network: network))
      }
    }
    files = contents.files
    parts = contents.parts
  }

  /// Writes the files, making the folder where it does not exist. Those that have their text already
  /// stay as they are, so that nothing is built again for them.
  ///
  /// - Returns: the path of each file.
  /// - Throws: `StandaloneError.programs` where the folder has programs, but is to be a C target, and
  ///   the file system's error.
  @discardableResult
  package func write(to folder: String) throws -> [String] {
    // A folder with programs has the header beside them. Nothing of it is removed: `example.c` is
    // there to be changed.
    if isTarget, FileManager.default.fileExists(atPath: "\(folder)/model.h") {
      throw StandaloneError.programs(folder: folder)
    }
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

  /// Whether the folder is that of a C target of SwiftPM.
  private var isTarget: Bool {
    files.contains { $0.name == "include/\(StandaloneTemplate.moduleMap.fileName)" }
  }

  /// Removes what an earlier writing has left of functions that there are no longer: SwiftPM compiles
  /// every file in the folder of a target.
  private func removeLeftovers(in folder: String) throws {
    guard isTarget else { return }
    let names = Set(files.map(\.name))
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
}

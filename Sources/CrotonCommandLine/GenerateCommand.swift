import ArgumentParser
import Croton
import Foundation
import StandaloneC
import Toolchain
import Training

/// Writes the C of a model's functions to a folder.
struct GenerateCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "generate" }
  static var abstract: String { "Write the C of \(App.name) to a folder." }
  static var exampleOptions: String { "--output build/c" }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(
    help: ArgumentHelp(
      "The folder to write to. (default: Generated/\(App.name)/kernels)", valueName: "folder"))
  var output: String?

  @OptionGroup var vectors: VectorArguments

  @OptionGroup(title: "Options of C that stands alone") var standalone: StandaloneArguments

  func validate() throws {
    guard output == nil || standalone.standalone == nil else {
      throw ValidationError("\(CommandLineError.standaloneAndOutput)")
    }
    if let target = standalone.target, target != .host, vectors.vectorBytes != nil {
      throw ValidationError("\(CommandLineError.vectorsOfTarget(target.rawValue))")
    }
    if let target = standalone.target, !target.hasThreads, arguments.compilation.threads != nil {
      throw ValidationError("\(CommandLineError.threadsOfTarget(target.rawValue))")
    }
  }

  func run() throws {
    var options = try arguments.compileOptions
    options.vectorBytes = vectors.vectorBytes
    options.command = typedCommand
    if let folder = standalone.standalone {
      return try writeStandalone(to: folder, options: options)
    }
    let folder = output ?? "Generated/\(App.name)/kernels"
    let functions = try arguments.program().generate(options: options)
    try report(folder) { try GeneratedFiles(functions).write(to: folder) }
  }

  private func writeStandalone(to folder: String, options: CompileOptions) throws {
    var training = try arguments.options
    if let epochs = standalone.epochs { training.epochs = epochs }
    var settings = try standalone.settings(command: typedCommand)
    var search: BatchSearch?
    if settings.memory != nil, try !givesBatchSize {
      let found = try batchSearch(training, settings: settings, options: options)
      training.batchSize = found.batchSize
      settings.command = "\(typedCommand) --batch-size \(found.batchSize)"
      search = found
    }
    let model = try model(training)
    let files: StandaloneFolder
    do {
      files = try StandaloneFolder(model, settings: settings, options: options)
    } catch StandaloneError.memory(let need, let memory, let batchSize, _) {
      let advice = try MemoryAdvice(
        need: need, batchSize: batchSize, allowsSmallerBatch: search == nil, settings: settings,
        compileOptions: options
      ) { try self.model(training, batchSize: $0) }
      throw StandaloneError.memory(need, memory, batchSize: batchSize, advice: advice)
    }
    try report(folder) { try files.write(to: folder) }
    if let memory = settings.memory {
      let next = search.flatMap { $0.batchSize < $0.largest ? $0.batchSize + 1 : nil }
      try Output.write(
        "batch size \(training.batchSize): a context takes \(files.need.byteCount) of "
          + "\(memory.byteCount) bytes"
          + (next.map { "; a batch of \($0) does not fit" } ?? ""))
    }
    guard search != nil, !standalone.inferenceOnly else { return }
    for unused in model.unusedExamples { Output.writeError("note: \(unused)") }
  }

  /// Whether the user says how large a batch is.
  private var givesBatchSize: Bool {
    get throws {
      try GivenOptions(Self.givenArguments, of: Self.self).names.contains("--batch-size")
    }
  }

  private func batchSearch(
    _ training: TrainingOptions, settings: StandaloneSettings, options: CompileOptions
  ) throws -> BatchSearch {
    guard try describedModel(training) != nil else {
      return try BatchSearch(
        arguments.app, data: arguments.source, options: training,
        trains: !standalone.inferenceOnly, settings: settings, compileOptions: options)
    }
    return try BatchSearch(
      upTo: training.batchSize, settings: settings, compileOptions: options
    ) { try model(training, batchSize: $0) }
  }

  /// The model of a file of parameters that describes its data; `nil` where data is to be read.
  private func describedModel(_ training: TrainingOptions) throws -> StandaloneModel? {
    guard standalone.inferenceOnly, arguments.location.data == nil,
      let weights = standalone.weights
    else { return nil }
    return try StandaloneModel(arguments.app, trainedAs: weights, options: training)
  }

  private func model(_ training: TrainingOptions, batchSize: Int) throws -> StandaloneModel {
    var training = training
    training.batchSize = batchSize
    return try model(training)
  }

  private func model(_ training: TrainingOptions) throws -> StandaloneModel {
    if let model = try describedModel(training) { return model }
    return try StandaloneModel(
      arguments.app, data: arguments.source, options: training, weights: standalone.weights,
      trains: !standalone.inferenceOnly)
  }

  /// Prints the paths of the files that were written to a folder.
  private func report(_ folder: String, _ write: () throws -> [String]) throws {
    let paths: [String]
    do {
      paths = try write()
    } catch let error as CocoaError {
      throw CommandLineError.folder(folder, reason: systemReason(error))
    }
    for path in paths { try Output.write(path) }
  }

  /// What the user typed, without the folder that the program lies in and the one that the files go
  /// to: the same C has the same text wherever it is.
  private var typedCommand: String {
    let words = CommandLine.arguments
    let program = words.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? App.name
    var typed = [program]
    var isFolder = false
    for word in words.dropFirst() {
      if !isFolder, word != "--output", !word.hasPrefix("--output=") { typed.append(word) }
      isFolder = !isFolder && word == "--output"
    }
    // A name of the user's stays a name where the text is given to a shell again.
    return Command(program: typed[0], arguments: Array(typed.dropFirst())).shellText
  }
}

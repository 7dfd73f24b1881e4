import ArgumentParser
import Croton
import Foundation
import StandaloneC
import Training

/// Writes the C of a model's functions to a folder.
struct GenerateCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "generate" }
  static var abstract: String { "Write the C of \(App.name) to a folder." }
  static var exampleOptions: String { "--output build/c" }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(
    help: ArgumentHelp(
      "The folder to write to. (default: Generated/\(App.name))", valueName: "folder"))
  var output: String?

  @OptionGroup var vectors: VectorArguments

  @OptionGroup(title: "Options of C that stands alone") var standalone: StandaloneArguments

  func validate() throws {
    guard output == nil || standalone.standalone == nil else {
      throw ValidationError("\(CommandLineError.standaloneAndOutput)")
    }
  }

  func run() throws {
    var options = try arguments.compileOptions
    options.vectorBytes = vectors.vectorBytes
    options.command = typedCommand
    if let folder = standalone.standalone {
      return try writeStandalone(to: folder, options: options)
    }
    let folder = output ?? "Generated/\(App.name)"
    let functions = try arguments.program().generate(options: options)
    try report(folder) { try GeneratedFiles(functions).write(to: folder) }
  }

  private func writeStandalone(to folder: String, options: CompileOptions) throws {
    var options = options
    // SwiftPM compiles a C target for every processor of an architecture.
    if standalone.module != nil { options.vectorBytes = vectors.vectorBytes ?? 16 }
    let model = try model()
    let files = try StandaloneFolder(
      model, settings: standalone.settings(command: typedCommand), options: options)
    try report(folder) { try files.write(to: folder) }
  }

  private func model() throws -> StandaloneModel {
    var training = try arguments.options
    if let epochs = standalone.epochs { training.epochs = epochs }
    if standalone.inferenceOnly, arguments.location.data == nil, let weights = standalone.weights,
      let model = try StandaloneModel(arguments.app, trainedAs: weights, options: training)
    {
      return model
    }
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
    return typed.joined(separator: " ")
  }
}

import ArgumentParser
import Croton
import Foundation

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

  func run() throws {
    let folder = output ?? "Generated/\(App.name)"
    var options = try arguments.compileOptions
    options.vectorBytes = vectors.vectorBytes
    options.command = typedCommand
    let functions = try arguments.program().generate(options: options)
    let paths: [String]
    do {
      paths = try GeneratedFiles(functions).write(to: folder)
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

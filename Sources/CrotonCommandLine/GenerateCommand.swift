import ArgumentParser
import Croton

/// Writes the C of a model's functions to a folder.
struct GenerateCommand<App: CrotonApp>: ModelCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "generate", abstract: "Write the C of \(App.name) to a folder.",
      discussion: "Example: generate \(App.name) --output build/c")
  }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(help: "The folder to write to. (default: Generated/\(App.name))")
  var output: String?

  @Option(
    help: "The width of a vector register to write for: 16, 32 or 64. (default: this machine's)")
  var vectorBytes: Int?

  func validate() throws {
    if let vectorBytes, ![16, 32, 64].contains(vectorBytes) {
      throw ValidationError("--vector-bytes is \(vectorBytes); wanted 16, 32 or 64.")
    }
  }

  func run() throws {
    let folder = output ?? "Generated/\(App.name)"
    var options = arguments.compileOptions
    options.vectorBytes = vectorBytes
    let functions = try arguments.program().generate(options: options)
    for path in try GeneratedFiles(functions).write(to: folder) { print(path) }
  }
}

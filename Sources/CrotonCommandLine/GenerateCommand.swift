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

  func run() throws {
    let folder = output ?? "Generated/\(App.name)"
    let functions = try arguments.program().generate(options: arguments.compileOptions)
    for path in try GeneratedFiles(functions).write(to: folder) { print(path) }
  }
}

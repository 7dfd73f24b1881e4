import BuiltInCommands
import CrotonCommandLine

/// Croton's own program, for the models that come with it.
@main struct CrotonCommand {
  static func main() {
    CommandLineRunner.run(Root.self)
  }
}

struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "croton",
    abstract: "Compiles small networks to C and trains them.",
    discussion: """
      Examples:
        croton train lenet5
        croton generate lenet5 --output build/c
        croton bench lenet5 --threads 2

      \(shellCompletion(program: "croton"))
      """,
    version: CrotonVersion.text,
    subcommands: BuiltInModels.commands)
}

import CrotonCommandLine
import Demos

/// Prints the LeNet tutorial's example of max-pooling.
package struct MaxPoolDemoCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "max-pool-demo",
    abstract: "Print the tutorial's example of max-pooling, without and with the border.",
    usage: "croton max-pool-demo [options]",
    discussion: "Example: croton max-pool-demo")

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  package init() {}

  package func run() throws {
    try Output.write(MaxPoolDemo().text(options: compilation.options))
  }
}

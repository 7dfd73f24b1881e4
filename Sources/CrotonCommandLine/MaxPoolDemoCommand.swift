import ArgumentParser
import Croton

/// Prints the LeNet tutorial's example of max-pooling.
public struct MaxPoolDemoCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "max-pool-demo",
    abstract: "Print the tutorial's example of max-pooling, without and with the border.",
    usage: "croton max-pool-demo [options]",
    discussion: "Example: croton max-pool-demo")

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  public init() {}

  public func run() throws {
    try Output.write(MaxPoolDemo().text(options: compilation.options))
  }
}

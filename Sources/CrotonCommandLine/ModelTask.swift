import ArgumentParser

/// What a program with several models does with each of them: a command with the model's name after
/// it, as in `croton train lenet5`.
package enum ModelTask {
  case generate, compile, train, bench, predict, gradcheck, explain

  /// The command under the name of a model.
  package func command<App: CrotonApp>(for _: App.Type) -> any ParsableCommand.Type {
    switch self {
    case .generate: ForModel<GenerateCommand<App>>.self
    case .compile: ForModel<CompileCommand<App>>.self
    case .train: ForModel<TrainCommand<App>>.self
    case .bench: ForModel<BenchCommand<App>>.self
    case .predict: ForModel<PredictCommand<App>>.self
    case .gradcheck: ForModel<GradcheckCommand<App>>.self
    case .explain: ForModel<ExplainCommand<App>>.self
    }
  }
}

/// A command of Croton's own program under the name of its model: `croton train lenet5`.
private struct ForModel<Command: ModelCommand>: ParsableCommand {
  static var configuration: CommandConfiguration {
    let name = Command.App.name
    return CommandConfiguration(
      commandName: name, abstract: Command.abstract,
      usage: "croton \(Command.verb) \(name) [options]",
      discussion: "Example: croton \(Command.verb) \(name) \(Command.exampleOptions)")
  }

  @OptionGroup var command: Command

  func run() throws {
    var command = command
    try command.run()
  }
}

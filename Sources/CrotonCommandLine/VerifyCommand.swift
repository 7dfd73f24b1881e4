import ArgumentParser
import Croton

/// The options of `verify`.
package struct VerifyArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The folder of a run. (default: the newest run in runs)", valueName: "run"))
  package var run: String?

  package init() {}
}

/// Repeats a run of a model and compares its parameters after each epoch.
package struct VerifyCommand<App: CrotonApp>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify",
      abstract: "Repeat a training run of \(App.name) and compare its parameters after each epoch.",
      usage: "\(App.name) verify [<run>]",
      discussion: """
        \(VerificationText.discussion)
        Example: \(App.name) verify runs/first
        """)
  }

  @OptionGroup var arguments: VerifyArguments

  package init() {}

  package func run() throws {
    try Self.verify(arguments.run.map(RunFolder.init) ?? .newest(of: App.name))
  }

  /// Repeats the run in a folder, with the model, the data and the options that it had.
  package static func verify(_ folder: RunFolder) throws {
    let run = try TrainCommand<App>.ofRun(folder)
    let verification = try RunVerification(of: folder)
    let trainer = Trainer(
      model: run.arguments.app, data: try run.arguments.source,
      options: try run.options, compileOptions: try run.arguments.compileOptions)
    let isSame = try verification.repeat(trainer) {
      try Output.write(VerificationText.line(of: $0))
    }
    try Output.write(VerificationText.result(isSame, of: folder))
    if !isSame { throw ExitCode.failure }
  }
}

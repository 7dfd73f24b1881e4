import CrotonCommandLine

/// Repeats a run, whose model its configuration tells, and compares its parameters.
struct VerifyRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Repeat a training run and compare its parameters after each epoch.",
    usage: "croton verify [<run>]",
    discussion: """
      \(VerificationText.discussion)
      Example: croton verify runs/first
      """)

  @OptionGroup var arguments: VerifyArguments

  func run() throws {
    let folder = try arguments.run.map(RunFolder.init) ?? .newest()
    try verify(folder, BuiltInModels.model(of: folder))
  }

  private func verify<App: CrotonApp>(_ folder: RunFolder, _: App.Type) throws {
    try VerifyCommand<App>.verify(folder)
  }
}

import CrotonCommandLine

/// Writes a page about a run, whose model its configuration tells.
struct ReportRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write an HTML page about a training run.",
    usage: "croton report [<run>] [options]",
    discussion: """
      Learning curves, confusion matrix, worst mistakes, filters, kernels, memory, configuration.
      Example: croton report runs/first
      """)

  @OptionGroup var arguments: ReportArguments

  func run() throws {
    let folder = try arguments.run.map(RunFolder.init) ?? .newest()
    try write(of: folder, BuiltInModels.model(of: folder))
  }

  private func write<App: CrotonApp>(of folder: RunFolder, _: App.Type) throws {
    try ReportCommand<App>.write(arguments, of: folder)
  }
}

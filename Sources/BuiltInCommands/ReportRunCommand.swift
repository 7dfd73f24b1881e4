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
    let name = try RunConfiguration(of: folder).model
    guard let model = BuiltInModels.models.first(where: { $0.name == name }) else {
      throw BuiltInCommandError.unknownModel(
        name, run: folder.path, known: BuiltInModels.models.map { $0.name })
    }
    try write(of: folder, model)
  }

  private func write<App: CrotonApp>(of folder: RunFolder, _: App.Type) throws {
    try ReportCommand<App>.write(arguments, of: folder)
  }
}

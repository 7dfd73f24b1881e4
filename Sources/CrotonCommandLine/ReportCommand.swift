import ArgumentParser
import Croton

/// The options of `report`.
package struct ReportArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The folder of a run. (default: the newest run in runs)", valueName: "run"))
  package var run: String?

  @Option(
    help: ArgumentHelp("The file to write. (default: report.html in the run)", valueName: "file"))
  var output: String?

  package init() {}
}

/// Writes a page about a run of a model.
package struct ReportCommand<App: CrotonApp>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: "Write an HTML page about a training run of \(App.name).",
      usage: "\(App.name) report [<run>] [options]",
      discussion: """
        Learning curves, confusion matrix, worst mistakes, filters, kernels, memory, configuration.
        Example: \(App.name) report runs/first
        """)
  }

  @OptionGroup var arguments: ReportArguments

  package init() {}

  package func run() throws {
    try Self.write(
      arguments, of: arguments.run.map(RunFolder.init) ?? .newest(of: App.name))
  }

  /// Writes the page about a run, with the model, the data and the options that the run had.
  package static func write(_ arguments: ReportArguments, of folder: RunFolder) throws {
    let run = try TrainCommand<App>.ofRun(folder)
    let (model, source) = (run.arguments.app, try run.arguments.source)
    let path = arguments.output ?? folder.reportPath
    try source.checkDoesNotHave(path, for: "the report")
    let report = try RunReport(
      of: folder, model: model, data: source, options: run.options,
      compileOptions: run.arguments.compileOptions)
    for note in report.notes { Output.writeError("note: \(note)") }
    try PageFile.write(report.page(), to: path)
    try Output.write(path)
  }
}

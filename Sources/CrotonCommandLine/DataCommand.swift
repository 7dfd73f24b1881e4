import ArgumentParser
import Croton

/// Decides what the model leaves open about data.
package protocol DataPreparation: Sendable {
  /// The source as a model of the program loads it.
  static func prepared(_ source: DataSource) -> DataSource
  /// The name of the program, for examples in the help.
  static var program: String { get }
}

/// Data without a model: whether targets are classes or numbers is told by their values.
package enum AnyData: DataPreparation {
  package static func prepared(_ source: DataSource) -> DataSource { source }
  package static var program: String { "croton" }
}

/// Data for the model of an app, whose task decides whether targets are classes or numbers.
enum DataOfApp<App: CrotonApp>: DataPreparation {
  static func prepared(_ source: DataSource) -> DataSource { source.prepared(for: App.self) }
  static var program: String { App.name }
}

/// The commands for data.
package struct DataCommand<Preparation: DataPreparation>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "data",
      abstract: "Inspect data.",
      discussion: ShowDataCommand<Preparation>.example,
      subcommands: [ShowDataCommand<Preparation>.self])
  }

  package init() {}
}

/// Prints the form, the split, the classes and the statistics of data.
struct ShowDataCommand<Preparation: DataPreparation>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: "Print the form, split, classes and statistics of a file or folder of data.",
      usage: "\(Preparation.program) data show [<path>] [options]", discussion: example)
  }

  static var example: String {
    "Example: \(Preparation.program) data show flowers --png flowers.png"
  }

  @Argument(
    help: ArgumentHelp(
      "A file or folder of data, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var path: String?

  @OptionGroup var options: SplitArguments

  @Option(
    help: ArgumentHelp(
      "Where to write a PNG with the first images of each class, one row per class.",
      valueName: "file"))
  var png: String?

  func run() throws {
    let source = Preparation.prepared(try options.source(path))
    if let png { try source.checkDoesNotHave(png, for: "the picture") }
    let contents = try source.contents()
    let dataset = try source.split.dataset(of: contents)
    try Output.write(DatasetText.text(of: dataset, from: contents))
    for note in dataset.notes { try Output.write("\nNote: \(note).") }
    if let png {
      try ContactSheet(of: dataset).image().writePNG(to: png)
      try Output.write("\nThe first images of each class are in '\(png)'.")
    }
  }
}

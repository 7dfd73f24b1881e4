import ArgumentParser
import Croton

/// The commands for data without a model.
package struct DataCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Inspect data.",
    discussion: "Example: croton data show flowers --png flowers.png",
    subcommands: [ShowDataCommand.self])

  package init() {}
}

/// Prints the form, the split, the classes and the statistics of data.
struct ShowDataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the form, split, classes and statistics of a file or folder of data.",
    discussion: "Example: croton data show flowers --png flowers.png")

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
    let source = try options.source(path)
    if let png { try source.checkDoesNotHave(png, for: "the picture") }
    let contents = try source.contents()
    let dataset = try source.split.dataset(of: contents)
    try Output.write(DatasetText.text(of: dataset, form: contents.form))
    if let png {
      try ContactSheet(of: dataset).image().writePNG(to: png)
      try Output.write("\nThe first images of each class are in '\(png)'.")
    }
  }
}

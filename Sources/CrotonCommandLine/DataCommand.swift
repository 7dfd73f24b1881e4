import ArgumentParser
import Croton

/// What can be done with data alone.
package struct DataCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at data.",
    discussion: "Example: croton data show flowers --png flowers.png",
    subcommands: [ShowDataCommand.self])

  package init() {}
}

/// Says what a file or a folder is taken for.
struct ShowDataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Say what a file or folder of data is taken for: its examples, classes and values.",
    discussion: "Example: croton data show flowers --png flowers.png")

  @Argument(
    help: ArgumentHelp(
      "A file or folder of data, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var path: String?

  @OptionGroup var options: SplitArguments

  @Option(
    help: ArgumentHelp(
      "Where to write a picture with the first images of each class, a row for each.",
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

import ArgumentParser
import Croton

/// The options that say where data lies, what it means, and how it is split.
package struct SourceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file or folder of data, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @OptionGroup var split: SplitArguments

  package init() {}

  /// - Throws: `DatasetError` where nothing lies at the path.
  package var source: DataSource {
    get throws { try split.source(data) }
  }
}
